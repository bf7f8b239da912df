import { createServer } from "node:http";
import { expect, test } from "vitest";
import { closed, listening } from "./listening.ts";

test("a listening server outlives trouble with one connection", async () => {
  const http = createServer();
  await listening(http, { port: 0, host: "127.0.0.1" }, { code: "settings/port", remedy: "Choose another." });
  try {
    for (const code of ["EMFILE", "ENFILE"]) http.emit("error", Object.assign(new Error("accept"), { code }));
    expect(http.listening).toBe(true);
  } finally {
    await closed(http);
  }
});
