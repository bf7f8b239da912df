import { fileURLToPath } from "node:url";
import createModule, { type Decoder, type SoundSwallowerModule } from "soundswallower";
import type { Network } from "./alignment-network.ts";
import { RATE } from "./alignment-recording.ts";

/** A word, a sound or a noise as the decoder found it. */
export interface Heard {
  /** The decoder's name for it; noises begin with `<` or `+`. */
  readonly name: string;
  readonly startS: number;
  readonly endS: number;
  /** How much worse it fits than the best sound at each moment would, 0 or more. */
  readonly nats: number;
}

const FRAME_S = 0.01;

/** Scores come as powers of 1.0001, of which 1024 were taken for one. */
const UNIT = Math.log(1.0001);
const NATS_A_UNIT = UNIT * 1024;
const LEAST_CHANCE = 0.0005;

/** What the module has and does not declare. */
interface Engine extends SoundSwallowerModule {
  _decoder_logmath(decoder: number): number;
  _decoder_set_fsg(decoder: number, model: number): number;
  _fsg_model_init(name: number, logs: number, weight: number, states: number): number;
  _fsg_set_states(model: number, start: number, end: number): void;
  _fsg_model_word_add(model: number, name: number): number;
  _fsg_model_trans_add(model: number, from: number, to: number, log: number, word: number): void;
  _fsg_model_null_trans_add(model: number, from: number, to: number, log: number): number;
}

export interface DecoderOptions {
  /** A file with the list of noises. */
  readonly noises: string;
  /** A file with words and their sounds; the model's own by default. */
  readonly dictionary?: string;
  /**
   * Compares every second frame with all of the model, those between with what fitted best before: a third of the time
   * less. Good enough for sounds whose place is known; sentences that were not said would be found more often.
   */
  readonly coarse: boolean;
}

/** How a decoding searches. */
export interface Search {
  /** Chance of a noise between words. */
  readonly noise: number;
  /** How much less likely than the best a path may be and still be followed. */
  readonly beam: number;
}

/** soundswallower, which blocks while it works and takes over this process's last words: for a process of its own. */
export class AlignmentDecoder {
  readonly #engine: Engine;
  readonly #decoder: Decoder & { readonly cdecoder: number };

  private constructor(engine: Engine, decoder: Decoder & { readonly cdecoder: number }) {
    this.#engine = engine;
    this.#decoder = decoder;
  }

  static async open({ noises, dictionary, coarse }: DecoderOptions): Promise<AlignmentDecoder> {
    const model = fileURLToPath(new URL("model/", import.meta.resolve("soundswallower")));
    const engine = (await createModule({ modelBase: model } as object)) as Engine;
    const ds = coarse ? 2 : 1;
    const words = dictionary === undefined ? {} : { dict: dictionary };
    const decoder = new engine.Decoder({
      samprate: RATE,
      fdict: noises,
      loglevel: "FATAL",
      ds,
      ...words,
    });
    await decoder.initialize();
    return new AlignmentDecoder(engine, decoder as Decoder & { readonly cdecoder: number });
  }

  lookup(entry: string): string | null {
    return this.#decoder.lookup_word(entry) || null;
  }

  /** Names must be new; the further ways of a word are named `name(2)` and so on. */
  add(words: readonly { readonly name: string; readonly ways: readonly (readonly string[])[] }[]): void {
    const entries = words.flatMap(({ name, ways }) =>
      ways.map((sounds, way): [string, string] => [way === 0 ? name : `${name}(${way + 1})`, sounds.join(" ")]),
    );
    this.#decoder.add_words(...entries);
  }

  /** Empty when nothing fits. */
  decode(samples: Float32Array, network: Network, { noise, beam }: Search): readonly Heard[] {
    this.#decoder.set_config("fillprob", noise);
    for (const name of ["beam", "pbeam", "wbeam"]) this.#decoder.set_config(name, beam);
    this.#lookFor(network);
    this.#decoder.start();
    this.#decoder.process_audio(samples, false, true);
    this.#decoder.stop();
    return this.#found().map(({ t, b, d, p }) => ({
      name: t,
      startS: b,
      endS: b + d,
      nats: Math.max(0, -Math.log(Math.max(p, LEAST_CHANCE)) / UNIT) * NATS_A_UNIT,
    }));
  }

  /**
   * Put together arc by arc: a text in a grammar format would get a step from every state to every other, and all would be
   * tried at each moment.
   */
  #lookFor({ states, names, steps }: Network): void {
    const engine = this.#engine;
    const logs = engine._decoder_logmath(this.#decoder.cdecoder);
    const weight = Number(this.#decoder.get_config("lw"));
    const model = this.#withText("script", (title) => engine._fsg_model_init(title, logs, weight, states));
    engine._fsg_set_states(model, 0, states - 1);
    for (const [from, name] of names.entries()) {
      const word = this.#withText(name, (text) => engine._fsg_model_word_add(model, text));
      engine._fsg_model_trans_add(model, from, from + 1, 0, word);
    }
    for (const { from, to, nats } of steps) {
      engine._fsg_model_null_trans_add(model, from, to, -Math.round(nats / UNIT));
    }
    // The decoder owns the model from here on.
    if (engine._decoder_set_fsg(this.#decoder.cdecoder, model) < 0) throw new Error("The decoder takes no such script");
  }

  #withText<T>(text: string, use: (address: number) => T): T {
    const bytes = Buffer.from(`${text}\0`, "latin1");
    const address = this.#engine._malloc(bytes.length);
    this.#engine.HEAPU8.set(bytes, address);
    try {
      return use(address);
    } finally {
      this.#engine._free(address);
    }
  }

  #found() {
    try {
      return (this.#decoder.get_alignment().w ?? []).filter(({ t, d }) => t !== "(NULL)" && d >= FRAME_S / 2);
    } catch (error) {
      // Nothing fits: the decoder answers with an empty text instead of JSON.
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  }
}
