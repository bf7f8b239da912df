import { describe, expect, test } from "vitest";
import type { RepairPlan } from "../domain/repair.ts";
import { writeAll, writeForParts, writePart, writtenMs } from "./mending-arguments.ts";

const place = { path: "/out/mended.flac", maxBytes: 1_000 };
const output: NonNullable<RepairPlan["output"]> = {
  source: { container: "mp4", codec: "aac" },
  target: "flac",
  sampleRate: 16_000,
  channels: 1,
  pick: { kind: "keep" },
  gainDb: 0,
  fillGaps: false,
};
const filter = (args: readonly string[]) => args[args.indexOf("-af") + 1];

describe("the arguments of mending", () => {
  test("guard the recording, take it for what it is and a name for nothing but a name", () => {
    const args = writeAll("-y http://x", output, place).join(" ");
    expect(args).toMatch(/-protocol_whitelist file,pipe .*-f mov -i file:-y http:\/\/x /);
    expect(args).toContain("-map 0:a:0 -vn -sn -dn");
    expect(args).toMatch(/-fs 1000 -y file:\/out\/mended\.flac$/);
  });

  test("change nothing that was not planned", () => {
    const args = writeAll("x", output, place);
    expect(filter(args)).toBe("asetpts=N/SR/TB");
    expect(args).not.toContain("-ac");
    expect(args.join(" ")).toContain("-ar 16000 -c:a flac -sample_fmt s16");
  });

  test("fill gaps before a channel is taken, and raise the level last", () => {
    const all = { ...output, pick: { kind: "one", channel: 2 }, gainDb: 12.5, fillGaps: true } as const;
    expect(filter(writeAll("x", all, place))).toBe(
      "aresample=async=1:first_pts=0,pan=mono|c0=c2,volume=12.5dB:precision=float",
    );
    expect(writeAll("x", { ...output, pick: { kind: "mix" } }, place).join(" ")).toContain("-ac 1");
  });

  test("have Opus decoded and encoded by libopus, with bits for each channel", () => {
    const opus = { ...output, source: { container: "ogg", codec: "opus" }, target: "opus", channels: 2 } as const;
    const args = writeAll("x", opus, place);
    expect(args.indexOf("libopus")).toBeLessThan(args.indexOf("-i"));
    expect(args.lastIndexOf("libopus")).toBeGreaterThan(args.indexOf("-i"));
    expect(args.join(" ")).toContain("-b:a 48000 -f ogg");
  });

  test("give what is cut a header for more than 4 GB, and what is sent a plain one", () => {
    const opus = { ...output, target: "opus" } as const;
    expect(writeForParts("wav", opus, place).join(" ")).toMatch(/-i file:wav .* -c:a pcm_s16le -f wav -rf64 auto /);
    expect(writeAll("x", { ...output, target: "wav" }, place)).not.toContain("-rf64");
  });

  test("cut a part before it is read, and the last one without an end", () => {
    const cut = (toMs: number | null) => writePart("/all.wav", { fromMs: 1_500, toMs }, output, place).join(" ");
    expect(cut(4_000)).toContain("-ss 1500ms -t 2500ms -i file:/all.wav");
    expect(cut(null)).toContain("-ss 1500ms -i file:/all.wav");
  });
});

test("the length of what was written is the last that ffmpeg reports", () => {
  expect(writtenMs("out_time_us=500000\nprogress=continue\nout_time_us=1234567\nprogress=end\n")).toBe(1_235);
  expect(writtenMs("out_time_us=N/A\nprogress=end\n")).toBe(0);
});
