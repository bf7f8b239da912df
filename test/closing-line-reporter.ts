import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Ends every run with `N passed, N failed, N skipped` alone on the last line, for people and machines that read only
 * that. A file that cannot be loaded and an error outside of any test count as failed: nothing that went wrong is left out.
 */
export class ClosingLineReporter implements Reporter {
  #line = "";

  /** At exit, since the other reporters print after their own summaries too. */
  onInit(): void {
    process.once("exit", () => process.stdout.write(`${this.#line}\n`));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (state: string) => states.filter((other) => other === state).length;
    const broken = modules.flatMap((module) => module.errors()).length + unhandled.length;
    const passed = count("passed");
    const failed = count("failed");
    this.#line = `${passed} passed, ${failed + broken} failed, ${states.length - passed - failed} skipped`;
  }
}
