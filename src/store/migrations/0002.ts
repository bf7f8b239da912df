/**
 * Options that are passed on to the provider, and an address that is passed on to it, may be credentials: they stand in
 * a column of their own, as upload addresses do in `submission`. Rows of the first shape keep theirs in `data`.
 */
export const MIGRATION_2 = `
ALTER TABLE request ADD COLUMN private TEXT NOT NULL DEFAULT '{}';
`;
