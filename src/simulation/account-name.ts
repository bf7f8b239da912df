/** The account of a run's first provider. */
export const ACCOUNT = "simulated";
