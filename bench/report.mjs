import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RESULTS } from "./paths.mjs";

/** A figure with what it must keep to: `{ atLeast }`, `{ atMost }`, or neither for one that only explains others. */
export function row(what, unit, figure, limit = {}) {
  const spread = typeof figure === "number" ? { median: figure, min: figure, max: figure, rounds: 1 } : figure;
  return { what, unit, ...spread, ...limit, met: isMet(spread.median, limit) };
}

function isMet(value, { atLeast, atMost }) {
  if (atLeast !== undefined) return value >= atLeast;
  if (atMost !== undefined) return value <= atMost;
  return null;
}

export function tableOf(rows) {
  const head = ["", "median", "lowest", "highest", "rounds", "target", ""];
  const lines = rows.map((one) => [
    one.unit === "" ? one.what : `${one.what}, ${one.unit}`,
    shown(one.median),
    shown(one.min),
    shown(one.max),
    String(one.rounds),
    targetOf(one),
    one.met === null ? "" : one.met ? "met" : "missed",
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column].length)));
  const text = [head, ...lines].map((line) => line.map((cell, column) => cell.padEnd(widths[column])).join("  "));
  return `${text.map((line) => line.trimEnd()).join("\n")}\n`;
}

function targetOf({ atLeast, atMost }) {
  if (atLeast !== undefined) return `>= ${atLeast}`;
  return atMost === undefined ? "" : `<= ${atMost}`;
}

function shown(value) {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}

/** Returns the file's path. */
export function keep(result, at) {
  mkdirSync(RESULTS, { recursive: true });
  const path = join(RESULTS, `${at.replace(/[:.]/g, "-")}.json`);
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  return path;
}
