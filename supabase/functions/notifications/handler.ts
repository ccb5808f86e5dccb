import type { JsonObject } from "../_shared/delivery/types.ts";
import { HeartbaseError } from "../_shared/errors.ts";
import { errorResponse, json, methodNotAllowed, noContent, preflight, readBody } from "../_shared/http.ts";
import type { Logger } from "../_shared/log.ts";
import type { FunctionDeps } from "../_shared/runtime.ts";
import { answerOf, type UserClient } from "../_shared/user_client.ts";
import { type ChannelRow, COLUMNS, invalidBody, type Kind, KINDS } from "./kinds.ts";
import { sendTest, type TestSendDeps } from "./test_send.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface NotificationsDeps extends Pick<FunctionDeps, "log">, TestSendDeps {
  /** Throws `unauthorized` (401) when the header bears no user's token. */
  connectAs: (authorization: string | null) => UserClient;
}

/** One call: what it is about, and whose it is. */
interface Call {
  deps: NotificationsDeps;
  user: UserClient;
  kind: Kind;
  /** The channel's id; empty when the call is about all. */
  id: string;
  body: () => Promise<JsonObject>;
  log: Logger;
}

type Action = (call: Call) => Promise<Response>;

/** What is served, by the path behind the kind and the method. */
const ROUTES: Record<string, Record<string, Action>> = {
  "": { GET: list, POST: create },
  "/{id}": { GET: show, PUT: change, PATCH: change, DELETE: remove },
  "/{id}/test": { POST: test },
  "/{id}/rotate-secret": { POST: rotateSecret },
};

/**
 * The channels of the signed-in user: `/notifications/webhooks`, `…/slack`, `…/push` and `…/telegram`, with
 * `Authorization: Bearer <access token>`. Everything but the sending of a test runs with the caller's own token, so that the
 * database decides; what is served is in docs/alerts-and-delivery.md. Errors are `{code, message}`.
 */
export function createHandler(deps: NotificationsDeps): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === "OPTIONS") return preflight(METHODS);
    const log = deps.log();
    try {
      const { kind, id, actions } = routeOf(new URL(request.url).pathname);
      // Its own only: a method may have any name, also that of something that every object has.
      const action = Object.hasOwn(actions, request.method) ? actions[request.method] : undefined;
      if (!action) return methodNotAllowed(request.method, Object.keys(actions));
      const user = deps.connectAs(request.headers.get("authorization"));
      return await action({ deps, user, kind, id, body: () => bodyOf(request), log });
    } catch (error) {
      return errorResponse(error, log);
    }
  };
}

function routeOf(pathname: string): { kind: Kind; id: string; actions: Record<string, Action> } {
  const [, , name = "", id = "", ...rest] = pathname.replace(/\/+$/, "").split("/");
  const kind = KINDS.get(name);
  const actions = ROUTES[["", ...(id ? ["{id}"] : []), ...rest].join("/")];
  const isServed = kind && actions && (kind.isSigned || rest[0] !== "rotate-secret");
  if (!isServed) throw new HeartbaseError("not_found", "There is nothing at this path.", { status: 404 });
  // What is no id is nobody's.
  if (id && !UUID.test(id)) throw notFound();
  return { kind, id, actions };
}

async function list({ user, kind }: Call): Promise<Response> {
  const channels = await answerOf(ownChannels(user, kind).order("created_at").order("id"));
  return json(channels.map(kind.answerOf));
}

async function create({ user, kind, body }: Call): Promise<Response> {
  const creation = kind.creationOf(await body());
  const { id, signing_secret } = await answerOf(user.api.rpc("create_notification_channel", creation)) as {
    id: string;
    signing_secret?: string;
  };
  return json({ ...kind.answerOf(await find(user, kind, id)), signing_secret }, 201);
}

async function show({ user, kind, id }: Call): Promise<Response> {
  return json(kind.answerOf(await find(user, kind, id)));
}

async function change({ user, kind, id, body }: Call): Promise<Response> {
  const fields = await body();
  const changes = kind.changesOf(fields, await find(user, kind, id));
  await answerOf(user.api.rpc("update_notification_channel", { p_channel_id: id, ...changes }));
  return json(kind.answerOf(await find(user, kind, id)));
}

async function remove({ user, kind, id }: Call): Promise<Response> {
  const removed = await answerOf(
    user.api.from("notification_channels").delete().eq("kind", kind.kind).eq("owner_id", user.userId).eq("id", id)
      .select("id"),
  );
  if (removed.length === 0) throw notFound();
  return noContent();
}

async function test({ deps, user, kind, id, log }: Call): Promise<Response> {
  await find(user, kind, id);
  await sendTest(deps, user, id, log);
  return json({ status: "sent" });
}

async function rotateSecret({ user, kind, id }: Call): Promise<Response> {
  await find(user, kind, id);
  const signing_secret = await answerOf(user.api.rpc("rotate_channel_signing_secret", { p_channel_id: id }));
  return json({ id, secret_last_four: signing_secret.slice(-4), signing_secret });
}

/** Also for admins, who may see more, only what is their own. */
function ownChannels(user: UserClient, kind: Kind) {
  return user.api.from("notification_channel_status").select(COLUMNS).eq("kind", kind.kind).eq("owner_id", user.userId);
}

async function find(user: UserClient, kind: Kind, id: string): Promise<ChannelRow> {
  const channel = await answerOf(ownChannels(user, kind).eq("id", id).maybeSingle());
  if (!channel) throw notFound();
  return channel;
}

async function bodyOf(request: Request): Promise<JsonObject> {
  const text = await readBody(request);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidBody("The body must be JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidBody("The body must be a JSON object.");
  }
  return value as JsonObject;
}

function notFound(): HeartbaseError {
  return new HeartbaseError("channel_not_found", "There is no such channel of yours.", { status: 404 });
}
