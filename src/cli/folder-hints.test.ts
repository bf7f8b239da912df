import { describe, expect, it } from "vitest";
import { hintsFrom } from "./folder-hints.ts";

describe("hintsFrom", () => {
  it("tells that a file has come or gone, and not that one grows", () => {
    let tell: (event: string) => void = () => undefined;
    let told = 0;
    const onChange = (): void => {
      told += 1;
    };
    hintsFrom("calls", onChange, (_, listener) => {
      tell = listener;
      return { close: () => undefined };
    });
    for (const event of ["change", "rename", "change", "change"]) tell(event);
    expect(told).toBe(1);
  });

  it("does without where the system tells nothing", () => {
    const refusing = (): never => {
      throw new Error("ENOSYS");
    };
    expect(hintsFrom("calls", () => undefined, refusing)).toBeNull();
  });
});
