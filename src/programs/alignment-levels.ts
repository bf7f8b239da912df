/** Samples of 20 ms at 16 kHz. */
const FRAME = 320;
/** Speech is loud for at least this long, 0.3 s; a click is not. */
const LOUD_FRAMES = 15;
/** Hiss, hum, tones and digital silence stay within 7 dB; the flattest real speech spans 28. */
const LEAST_SPREAD_DB = 10;
const FLOOR_DB = -130;

/** Tells from loudness alone whether anybody can be speaking. Samples come piece by piece. */
export class LevelSpread {
  readonly #levels: number[] = [];

  /** What does not fill its last 20 ms is passed over. */
  take(samples: Float32Array): void {
    for (let start = 0; start + FRAME <= samples.length; start += FRAME) {
      this.#levels.push(levelDb(samples.subarray(start, start + FRAME)));
    }
  }

  /** False for silence, hum, hiss and tones, however loud. */
  canBeSpeech(): boolean {
    const levels = Float64Array.from(this.#levels).sort();
    const quiet = levels[Math.floor(levels.length / 10)] ?? FLOOR_DB;
    const loud = levels[Math.max(0, levels.length - LOUD_FRAMES)] ?? FLOOR_DB;
    return loud - quiet >= LEAST_SPREAD_DB;
  }
}

function levelDb(samples: Float32Array): number {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const power = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / samples.length;
  return power === 0 ? FLOOR_DB : Math.max(FLOOR_DB, 10 * Math.log10(power));
}
