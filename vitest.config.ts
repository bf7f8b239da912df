import { defineConfig } from "vitest/config";
import { ClosingLineReporter } from "./test/closing-line-reporter.ts";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 20_000,
    pool: "forks",
    // Tests that need each other's order are found out; vitest prints the seed, and `--sequence.seed` repeats it.
    sequence: { shuffle: { files: false, tests: true } },
    reporters: ["default", new ClosingLineReporter()],
  },
});
