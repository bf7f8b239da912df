/** At least one. */
export type Group<Item> = readonly [Item, ...Item[]];

/** All items in order and none twice, cut before each that starts a group of its own. */
export function grouped<Item>(
  items: readonly Item[],
  startsNew: (item: Item, last: Item, open: Group<Item>) => boolean,
): readonly Group<Item>[] {
  const all: Group<Item>[] = [];
  let open: [Item, ...Item[]] | null = null;
  for (const item of items) {
    const last = open?.at(-1);
    if (open === null || last === undefined || startsNew(item, last, open)) {
      open = [item];
      all.push(open);
    } else {
      open.push(item);
    }
  }
  return all;
}
