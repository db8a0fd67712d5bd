// Timelines are opened one after the other. The shell may carry out commands in another order than they were given in,
// and it holds only a few timelines: without turns a person who switches quickly has more on the way than it holds.

export class Turns {
  private last: Promise<void> = Promise.resolve();

  /** Does the work when all that was given before is done, however it ended. */
  take(work: () => Promise<void>): Promise<void> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
