import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "..");

/** The source behind each way into the package. */
function waysIn(): readonly { readonly name: string; readonly file: string }[] {
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    if (typeof target === "string") return [];
    const source = target.default.replace("./dist/", "src/").replace(/\.js$/, ".ts");
    return [{ name: path.replace(".", manifest.name), file: join(ROOT, source) }];
  });
}

function kindOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (real.flags & ts.SymbolFlags.Class) return `class ${symbol.name}`;
  if (real.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)) return `type ${symbol.name}`;
  const type = checker.getTypeOfSymbol(real);
  const told = checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  const call = type.getCallSignatures()[0];
  return call === undefined
    ? `const ${symbol.name}: ${told.slice(0, 120)}`
    : `function ${symbol.name}${told.replace(" => ", ": ")}`;
}

test("what the package gives to others changes only where somebody meant it to", { timeout: 60_000 }, async () => {
  const config = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
  const ways = waysIn();
  const program = ts.createProgram(
    ways.map(({ file }) => file),
    options,
  );
  const checker = program.getTypeChecker();
  const sections = ways.map(({ name, file }) => {
    const source = program.getSourceFile(file);
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${name} leads to no module`);
    const lines = checker.getExportsOfModule(module).map((symbol) => kindOf(symbol, checker));
    return `${name}\n\n${lines
      .toSorted()
      .map((line) => `  ${line}`)
      .join("\n")}\n`;
  });
  await expect(sections.join("\n")).toMatchFileSnapshot("api.txt");
});
