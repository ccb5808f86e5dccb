import { knownSecrets, readConfig, readPatience, readPublicConfig } from "../_shared/env.ts";
import { createLogger } from "../_shared/log.ts";
import { API_TIMEOUT_MS, createUserClient } from "../_shared/user_client.ts";
import { createHandler } from "./handler.ts";
import { createMachines } from "./machines.ts";
import { createRecorder } from "./recorder.ts";

const read = (name: string) => Deno.env.get(name);
const apiTimeoutMs = API_TIMEOUT_MS * readPatience(read);

export default {
  fetch: createHandler({
    log: () => createLogger({ secrets: knownSecrets(read) }),
    record: createRecorder(() => readConfig(read)),
    machinesOf: (authorization) =>
      createMachines(createUserClient(readPublicConfig(read), authorization, apiTimeoutMs)),
  }),
};
