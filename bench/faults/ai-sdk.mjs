import { createAssemblyAI } from "@ai-sdk/assemblyai";
import { experimental_transcribe as transcribe } from "ai";

const API = "https://api.assemblyai.com";

globalThis.AI_SDK_LOG_WARNINGS = false;

/** The AI SDK with its AssemblyAI provider, which takes no other address: its requests are sent to the twin. */
export async function open({ url, key }) {
  const provider = createAssemblyAI({
    apiKey: key,
    fetch: (address, options) => fetch(String(address).replace(API, url), options),
  });
  return {
    async transcribe(audio) {
      const { text, responses } = await transcribe({ model: provider.transcription("universal-3-5-pro"), audio });
      return { id: responses[0]?.body?.id, text };
    },
    close: async () => {},
  };
}
