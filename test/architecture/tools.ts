import { execFile } from "node:child_process";

/** What a gate has against a file. */
export interface Finding {
  readonly file: string;
  /** The gate's own name for it: a rule of the floors, of Biome, or the compiler's number. */
  readonly rule: string;
  readonly says: string;
}

const LARGEST_REPORT = 64 * 1024 * 1024;

/** Runs one of the project's tools in `folder`. Finding something makes it exit with a code, which is no failure here. */
function run(folder: string, tool: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, maxBuffer: LARGEST_REPORT };
    execFile(process.execPath, [`node_modules/${tool}`, ...args], options, (error, stdout, stderr) => {
      const silent = error !== null && stdout === "";
      if (silent) reject(new Error(`${tool} did not run: ${stderr || error.message}`));
      else resolve(stdout);
    });
  });
}

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

/** The floors: dependency-cruiser over `src`. It counts its modules too, for it has been seen to pass by reading none. */
export async function cruise(folder: string): Promise<{ readonly modules: number; readonly findings: Finding[] }> {
  const bin = "dependency-cruiser/bin/dependency-cruise.mjs";
  const report = await run(folder, bin, "--config", ".dependency-cruiser.cjs", "--output-type", "json", "src");
  const { summary }: Cruise = JSON.parse(report);
  const findings = summary.violations.map(({ from, to, rule }) => ({
    file: from,
    rule: rule.name,
    says: `imports ${to}`,
  }));
  return { modules: summary.totalCruised, findings };
}

interface Lint {
  readonly summary: { readonly unchanged: number };
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly category: string;
    readonly message: string;
    readonly location: { readonly path: string };
  }[];
}

/** Biome over everything: lint, order of imports, format. */
export async function lint(folder: string): Promise<{ readonly files: number; readonly findings: Finding[] }> {
  const report = await run(
    folder,
    "@biomejs/biome/bin/biome",
    "check",
    "--reporter=json",
    "--max-diagnostics=none",
    ".",
  );
  const { summary, diagnostics }: Lint = JSON.parse(report);
  const findings = diagnostics
    .filter(({ severity }) => severity !== "information")
    .map(({ category, message, location }) => ({ file: location.path, rule: category, says: message }));
  return { files: summary.unchanged, findings };
}

/** The compiler over the whole project. */
export async function typecheck(folder: string): Promise<{ readonly files: number; readonly findings: Finding[] }> {
  const report = await run(folder, "typescript/bin/tsc", "--noEmit", "--pretty", "false", "--listFiles");
  const lines = report.split("\n");
  const errors = lines.map((line) => /^(?<file>.+?)\(\d+,\d+\): error (?<rule>TS\d+): (?<says>.*)$/.exec(line)?.groups);
  const findings = errors.flatMap((found) =>
    found === undefined ? [] : [{ file: String(found.file), rule: String(found.rule), says: String(found.says) }],
  );
  return {
    files: lines.filter((line) => /[/](src|test)[/].*[.]ts$/.test(line) && !line.includes("node_modules")).length,
    findings,
  };
}
