// Transcribes one recording and then does nothing more: the process must end by itself, without `close`.
import { createTenuto } from "../../dist/index.js";

const tenuto = createTenuto({ baseUrl: process.argv[2], apiKey: "raw-secret-key", pollFloor: "10ms", prepare: "off" });
const transcript = await tenuto.transcribe(new TextEncoder().encode("a recording"));
console.log(transcript.text === "" ? "nothing was said" : "done");
