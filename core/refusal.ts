/**
 * A typed refusal: the answer of code that will not do what was asked and changed nothing.
 *
 * It carries a permanent `code` (what happened) and `params` (codes, counts and ids that a sentence may need). It never
 * carries display text, because two languages show it, nor anything personal, because refusals reach logs.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;

  constructor(code: string, params: Record<string, string | number | boolean> = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.params = params;
  }
}

export const isRefusal = (error: unknown): error is Refusal => error instanceof Refusal;
