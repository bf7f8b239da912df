import { parseFields, textOf } from "../../../domain/json-fields.ts";
import type { Webhook, WireBody, WireHead, WireReply } from "../../../domain/provider-server.ts";
import type { TranscribeAsk } from "../../../domain/transcribing-server.ts";
import { CALLBACK_HEADER, LISTEN_PATH, QUERY } from "../wire.ts";
import { json, refuse } from "./faults.ts";

type Heard = TranscribeAsk | { readonly kind: "refused"; readonly reply: WireReply };

/** A key comes with the one scheme, a temporary token with the other. */
const AUTHORIZATION = /^(?:token|bearer)\s+(\S+)\s*$/i;

/** What a callback tells of the key that was used: an id that opens nothing. */
const KEY_ID = "00000000-0000-4000-8000-000000000000";

/** What a request asks for, or its refusal where its form alone is wrong. */
export function hear(head: WireHead, body: WireBody): Heard {
  if (!isListen(head)) return refused(json(404, { category: "NOT_FOUND", message: "Not Found" }));
  const key = AUTHORIZATION.exec(head.headers.authorization?.trim() ?? "")?.[1];
  if (key === undefined) return refused(refuse("deepgram/invalid-auth"));
  const audio = audioIn(body);
  if ("status" in audio) return refused(audio);
  const callback = callbackIn(head.query);
  if (callback !== null && "status" in callback) return refused(callback);
  return { kind: "transcribe", key, audio, fields: head.query, form: "", callback };
}

export const isListen = ({ method, path }: WireHead): boolean => method === "POST" && path === LISTEN_PATH;

const refused = (reply: WireReply): Heard => ({ kind: "refused", reply });

/** A body that is announced as JSON holds an address, any other is the recording. */
function audioIn(body: WireBody): TranscribeAsk["audio"] | WireReply {
  switch (body.kind) {
    case "audio":
      return body.bytes === 0 ? refuse("deepgram/corrupt-audio") : { sha256: body.sha256, bytes: body.bytes };
    case "text": {
      const url = textOf(parseFields(body.text)?.url)?.trim() ?? "";
      return url === "" ? refuse("deepgram/invalid-json") : { url };
    }
    case "none":
    case "form":
      return refuse("deepgram/corrupt-audio");
    default:
      return body satisfies never;
  }
}

function callbackIn(query: WireHead["query"]): Webhook | WireReply | null {
  const url = query[QUERY.callback];
  if (url === undefined) return null;
  const isAddress = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isAddress) return refuse("deepgram/invalid-query", { reason: "callback: invalid URL" });
  return { url, header: { name: CALLBACK_HEADER, value: KEY_ID } };
}
