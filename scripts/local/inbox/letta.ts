import { type Answer, isObject } from "./provider.ts";

/** What a block may hold, in characters. */
const LIMIT = 5_000;
const BLOCK = /^\/letta\/v1\/agents\/([^/]+)\/core-memory\/blocks\/([^/]+)$/;

/** Plays the blocks of agents' core memory on a Letta server. Every agent and every block is there, empty at first. */
export class Letta {
  readonly #values = new Map<string, string>();

  /** The answer to a request with this body; null when it is not for Letta. */
  answer(method: string | undefined, path: string, body: unknown): Answer | null {
    const label = BLOCK.exec(path)?.[2];
    if (label === undefined) return null;
    if (method === "PATCH") {
      const value = isObject(body) ? body["value"] : undefined;
      if (typeof value !== "string" || value.length > LIMIT) {
        return { status: 422, body: { detail: `value is a text of at most ${LIMIT} characters` } };
      }
      this.#values.set(path, value);
    } else if (method !== "GET") {
      return { status: 405, body: { detail: "Method Not Allowed" } };
    }
    return { status: 200, body: { id: `block-${label}`, label, value: this.#values.get(path) ?? "", limit: LIMIT } };
  }

  clear(): void {
    this.#values.clear();
  }
}
