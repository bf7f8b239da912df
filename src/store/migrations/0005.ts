/** Since when an account is held. Of a hold from before nobody knows. */
export const MIGRATION_5 = `
ALTER TABLE account ADD COLUMN held_at INTEGER;
`;
