/**
 * Where sound turns into a finding. Levels are in dBFS, of windows of 20 ms with their mean taken out; `spread` is p95
 * less p10. Real speech has a spread of 28 to 67 dB, hiss, hum, tones and noise one of 0 to 7.
 */
export const THRESHOLDS = {
  /** Silent: not even one window in a hundred above this, */
  silentP99: -60,
  /** and the level hardly moves: speech that is as quiet as this still moves, and gain can save it. */
  silentSpread: 20,
  tooQuietP99: -55,
  steadySpread: 8,
  /** p99 less p10: beyond this somebody speaks now and then over the noise. */
  steadyPeaks: 16,
  /** A window above this sounds, */
  sounding: -50,
  /** and a recording of which a smaller share sounds is mostly silent. */
  mostlySilentShare: 0.15,
  /** So much sound is no click: with it a recording is neither silent nor too quiet, however long its silence is, ms. */
  someSoundMs: 400,
  clippedShare: 0.005,
  /** A telephone line ends at 3.4 kHz, its codings at 4; so much less power above is no voice's doing, dB. */
  telephoneHz: 4_300,
  highBand: -52,
  /** Share of full scale. */
  dcOffset: 0.02,
  /** A channel of which not even one window in a hundred is above this is silent. */
  channelSilentP99: -80,
  /** Equal samples; less than all of them, since lossy codings round each channel by itself. */
  identicalShare: 0.99,
  /** Real crosstalk of two speakers stays far below, what was one signal once stays above. */
  sameCorrelation: 0.95,
} as const;

/** What stands for a level of nothing at all, dBFS. */
export const NOTHING_DBFS = -127;
