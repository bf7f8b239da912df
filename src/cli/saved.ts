import { isOver, type Job } from "../domain/job.ts";
import { bytes, counted, duration } from "./quantities.ts";

/** What preparing recordings kept from being sent, or paid for. */
export interface Saved {
  /** Recordings that could only have failed, and their bytes. */
  readonly refused: number;
  readonly refusedBytes: number;
  /** Recordings that went out mended, and how many bytes fewer. */
  readonly mended: number;
  readonly fewerBytes: number;
  /** Those of them whose channels were asked for one by one although all hold the same, and their length, ms. */
  readonly oneChannel: number;
  readonly oneChannelMs: number;
}

export const NOTHING_SAVED: Saved = {
  refused: 0,
  refusedBytes: 0,
  mended: 0,
  fewerBytes: 0,
  oneChannel: 0,
  oneChannelMs: 0,
};

/** The same with one more job counted in. */
export function withSavedBy(saved: Saved, { state, request, prepared }: Job): Saved {
  const { audio, options } = request;
  if (state.status === "failed" && state.fault.stage === "prepare" && state.fault.class === "audio") {
    return { ...saved, refused: saved.refused + 1, refusedBytes: saved.refusedBytes + audio.bytes };
  }
  const sent = prepared?.pieces.filter((piece) => piece.audio.sha256 !== audio.sha256) ?? [];
  if (!isOver(state) || sent.length === 0) return saved;
  const bytesSent = sent.reduce((sum, piece) => sum + piece.audio.bytes, 0);
  const lengthMs = sent.reduce((sum, piece) => sum + (piece.audio.durationMs ?? 0), 0);
  const several = Math.min(options.channels ?? 1, prepared?.recordedChannels ?? 1);
  const once = prepared?.channels === 1 && several > 1;
  return {
    ...saved,
    mended: saved.mended + 1,
    fewerBytes: saved.fewerBytes + Math.max(0, audio.bytes - bytesSent),
    oneChannel: saved.oneChannel + (once ? 1 : 0),
    oneChannelMs: saved.oneChannelMs + (once ? lengthMs * (several - 1) : 0),
  };
}

/** What a person is told of it; null where there is nothing to tell. */
export function savedLine(saved: Saved): string | null {
  const { refused, refusedBytes, mended, fewerBytes, oneChannel, oneChannelMs } = saved;
  const parts = [
    refused > 0 ? `${counted(refused, "recording")} refused before any upload (${bytes(refusedBytes)})` : "",
    mended > 0 ? `${counted(mended, "recording")} mended (${bytes(fewerBytes)} less to send)` : "",
    oneChannel > 0 ? `${oneChannel} sent as one channel (${duration(oneChannelMs)} not paid twice)` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? null : `saved: ${parts.join(", ")}`;
}
