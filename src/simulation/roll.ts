import { isOver, type Job } from "../domain/job.ts";

/** Where all jobs of a run stand, and what is yet to befall it: when there is nothing left, it is done. */
export class Roll {
  /** All jobs that came in, in that order. */
  readonly ids: string[] = [];
  /** Those that go on by themselves. */
  readonly going = new Set<string>();
  /** Those that wait for somebody to act. */
  readonly stuck = new Set<string>();
  #toCome = 0;
  readonly #onDone: () => void;

  constructor(onDone: () => void) {
    this.#onDone = onDone;
  }

  get isDone(): boolean {
    return this.#toCome === 0 && this.going.size === 0;
  }

  /** Something that will come to pass, and may bring jobs or free them. */
  async expect(befall: () => Promise<void>): Promise<void> {
    this.#toCome += 1;
    await befall();
    this.#toCome -= 1;
    this.#look();
  }

  comesIn(id: string): void {
    this.ids.push(id);
    this.going.add(id);
  }

  stands({ id, state }: Job): void {
    this.going.delete(id);
    this.stuck.delete(id);
    if (state.status === "parked" && state.due === null) this.stuck.add(id);
    else if (!isOver(state)) this.going.add(id);
    this.#look();
  }

  #look(): void {
    if (this.isDone) this.#onDone();
  }
}
