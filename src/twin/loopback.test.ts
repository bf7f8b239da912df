import { expect, it } from "vitest";
import { isLoopback } from "./loopback.ts";

it.each([
  ["http://127.0.0.1:8080/a.mp3", true],
  ["http://127.9.9.9/a.mp3", true],
  ["http://localhost/a.mp3", true],
  ["http://[::1]:1/a.mp3", true],
  ["http://0x7f000001/a.mp3", true],
  ["https://127.0.0.1/a.mp3", false],
  ["http://localhost.example.com/a.mp3", false],
  ["http://127.0.0.1.example.com/", false],
  ["http://127.0.0.1@example.com/", false],
  ["http://10.0.0.1/", false],
  ["http://169.254.169.254/latest", false],
  ["file:///etc/passwd", false],
  ["http://", false],
])("takes %s for this machine: %s", (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
