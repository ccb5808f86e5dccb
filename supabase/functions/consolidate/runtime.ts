import { createRpc } from "../_shared/database.ts";
import { knownSecrets, readConfig, type ReadVariable, variable } from "../_shared/env.ts";
import { createLogger } from "../_shared/log.ts";
import { LETTA_SECRETS, readLettaSettings, writeToLetta } from "../_shared/memory/letta.ts";
import type { ConsolidateDeps } from "./handler.ts";

/** The real thing, from the environment. It is read at each request, so that rotated secrets count at once. */
export function createConsolidateRuntime(
  read: ReadVariable = (name) => Deno.env.get(name),
): ConsolidateDeps {
  return {
    functionSecret: () => variable(read, "HEARTBASE_FUNCTION_SECRET"),
    log: () => createLogger({ secrets: knownSecrets(read, LETTA_SECRETS) }),
    now: () => new Date(),
    connect: () => {
      const letta = readLettaSettings(read);
      return {
        rpc: createRpc(readConfig(read)),
        write: letta &&
          ((insights) => writeToLetta(letta, insights, globalThis.fetch)),
      };
    },
  };
}
