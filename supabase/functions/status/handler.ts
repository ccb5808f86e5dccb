import { createHash } from "node:crypto";
import type { Rpc } from "../_shared/delivery/types.ts";
import { CORS_HEADERS, methodNotAllowed } from "../_shared/http.ts";
import type { Logger } from "../_shared/log.ts";
import type { StatusBadges, StatusPage } from "../_shared/status.ts";
import { Answers, type Recalled } from "./answers.ts";
import { shieldsBadge, svgBadge } from "./badge.ts";
import { atomFeed } from "./feed.ts";

/** How long an instance answers from its memory, in milliseconds. */
export const MEMORY_MS = 5_000;
/** How long it is remembered that there is no such page, in milliseconds. */
export const NOTHING_MS = 10_000;
/** How long the database is left alone after it did not answer, in milliseconds. */
const PAUSE_MS = 2_000;
/** Pages, and names of which there is none, that an instance remembers. */
const PAGES_LIMIT = 500;
const NOTHING_LIMIT = 2_000;
/** Looks that may be under way at once. */
const PENDING_LIMIT = 20;

const METHODS = ["GET", "HEAD"];
/** Shared caches may serve it a while longer, while they ask again and when that fails. */
const PAGE_CACHE = "public, max-age=10, stale-while-revalidate=30, stale-if-error=300";
const BADGE_CACHE = "public, max-age=60, stale-while-revalidate=120, stale-if-error=3600";
const STALE_CACHE = "public, max-age=5";
const NOTHING_CACHE = "public, max-age=10";

const OPEN = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": CORS_HEADERS["access-control-allow-headers"]!,
  "access-control-allow-methods": "GET, HEAD, OPTIONS",
  "access-control-expose-headers": "age, etag, retry-after",
  "cross-origin-resource-policy": "cross-origin",
  "x-content-type-options": "nosniff",
};

/** What the handler depends on. Nothing is connected, and no environment read, before a request needs it. */
export interface StatusDeps {
  log: () => Logger;
  now: () => Date;
  connect: () => StatusPorts;
}

export interface StatusPorts {
  rpc: Rpc;
  /** Where this function is found from outside, without a slash at its end. */
  baseUrl: string;
  /** Has the boot check made if it is due, for pages that name services. Nobody waits for it. */
  refreshServices: () => void;
}

interface PageRoute {
  kind: "page" | "feed";
  slug: string;
}

interface BadgeRoute {
  kind: "badge";
  badgeKey: string;
  component: string;
  format: "svg" | "json";
}

/**
 * What everybody may know of status pages. `GET …/<slug>`: the page as JSON, with `age_seconds` and `is_stale`; `…/<slug>/feed.atom`: its
 * notices; `…/badge/<badge key>/<component or overall>.svg` and `.json`: badges, the latter for shields.io.
 *
 * 304 by ETag. 404 for what is unknown, disabled or anything else, always the same. While the database does not answer, the last answer
 * with its age, or 503 when there is none.
 */
export function createHandler(deps: StatusDeps): (request: Request) => Promise<Response> {
  const options = {
    lastsMs: MEMORY_MS,
    nothingLastsMs: NOTHING_MS,
    pauseMs: PAUSE_MS,
    limit: PAGES_LIMIT,
    nothingLimit: NOTHING_LIMIT,
    pendingLimit: PENDING_LIMIT,
    now: deps.now,
  };
  const pages = new Answers<StatusPage>(options);
  const badges = new Answers<StatusBadges>(options);

  /** A look at the database, which also has services looked at for those who ask next. */
  const look = async <T extends { wants_services: boolean }>(
    ask: (rpc: Rpc) => Promise<T | null>,
  ): Promise<T | null> => {
    try {
      const { rpc, refreshServices } = deps.connect();
      const value = await ask(rpc);
      if (value?.wants_services) refreshServices();
      return value;
    } catch (error) {
      deps.log().error("status_unknown", { error });
      throw error;
    }
  };
  const seePage = (slug: string) => pages.recall(slug, () => look((rpc) => rpc("status_page", { p_slug: slug })));
  const seeBadges = (key: string) =>
    badges.recall(key, () => look((rpc) => rpc("status_badges", { p_badge_key: key })));

  const answerPage = async (slug: string): Promise<Answer | null> => {
    const seen = await seePage(slug);
    if (!seen) return null;
    const { generated_at, wants_services: _, ...content } = seen.value;
    // A fresh answer is the same as long as what it says is; of a stale one its age is news.
    const identity = JSON.stringify(seen.isStale ? [content, generated_at] : content);
    const body = { ...content, generated_at, age_seconds: ageOf(seen, deps.now()), is_stale: seen.isStale };
    return { body: JSON.stringify(body), type: JSON_TYPE, cache: PAGE_CACHE, identity, seen };
  };

  const answerFeed = async (slug: string): Promise<Answer | null> => {
    const seen = await seePage(slug);
    if (!seen) return null;
    const body = atomFeed(seen.value, `${deps.connect().baseUrl}/${slug}/feed.atom`);
    // Without notices a feed bears the time of the answer, which is no news.
    const identity = JSON.stringify([seen.value.page, seen.value.notices]);
    return { body, type: "application/atom+xml; charset=utf-8", cache: BADGE_CACHE, identity, seen };
  };

  const answerBadge = async ({ badgeKey, component, format }: BadgeRoute): Promise<Answer | null> => {
    const seen = await seeBadges(badgeKey);
    if (!seen) return null;
    const { title, state, components } = seen.value;
    const shown = component === "overall" ? { name: title, state } : components.find(({ key }) => key === component);
    if (!shown) return null;
    const isSvg = format === "svg";
    const body = isSvg ? svgBadge(shown.name, shown.state) : JSON.stringify(shieldsBadge(shown.name, shown.state));
    return { body, type: isSvg ? "image/svg+xml; charset=utf-8" : JSON_TYPE, cache: BADGE_CACHE, identity: body, seen };
  };

  return async (request) => {
    if (request.method === "OPTIONS") {
      return new Response("ok", { headers: { ...OPEN, "access-control-max-age": "86400" } });
    }
    if (!METHODS.includes(request.method)) return methodNotAllowed(request.method, METHODS);
    const route = routeOf(new URL(request.url).pathname);
    if (!route) return notFound(request);
    try {
      const answer = route.kind === "badge"
        ? await answerBadge(route)
        : await (route.kind === "page" ? answerPage : answerFeed)(route.slug);
      return answer ? respond(request, answer, deps.now()) : notFound(request);
    } catch {
      // Why is in the log, once for each look.
      return unavailable(request);
    }
  };
}

const JSON_TYPE = "application/json; charset=utf-8";

interface Answer {
  body: string;
  type: string;
  cache: string;
  /** What the ETag is made of. */
  identity: string;
  seen: Recalled<unknown>;
}

/** What a path asks for, whether the function is called by its own name or below the gateway's; null for nothing that can be there. */
function routeOf(pathname: string): PageRoute | BadgeRoute | null {
  const rest = /^(?:\/functions\/v1)?\/status\/(.*?)\/*$/.exec(pathname)?.[1] ?? "";
  const badge = /^badge\/([A-Za-z0-9_-]{43})\/([a-z0-9-]{1,63})\.(svg|json)$/.exec(rest);
  if (badge) return { kind: "badge", badgeKey: badge[1]!, component: badge[2]!, format: badge[3] as "svg" | "json" };
  const page = /^([a-z0-9-]{1,63})(\/feed\.atom)?$/.exec(rest);
  return page ? { kind: page[2] ? "feed" : "page", slug: page[1]! } : null;
}

function respond(request: Request, { body, type, cache, identity, seen }: Answer, now: Date): Response {
  const etag = `W/"${createHash("sha256").update(identity).digest("base64url").slice(0, 22)}"`;
  const headers = {
    ...OPEN,
    "cache-control": seen.isStale ? STALE_CACHE : cache,
    "age": String(Math.floor(ageOf(seen, now))),
    etag,
  };
  if (matches(request.headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  return new Response(request.method === "HEAD" ? null : body, { headers: { ...headers, "content-type": type } });
}

/** Whether If-None-Match names this ETag, by the weak comparison that RFC 9110 asks for. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  const opaque = etag.slice(2);
  return header.split(",").some((each) => ["*", opaque].includes(each.trim().replace(/^W\//, "")));
}

function notFound(request: Request): Response {
  return problem(request, 404, "not_found", "There is no such status page.", { "cache-control": NOTHING_CACHE });
}

function unavailable(request: Request): Response {
  return problem(request, 503, "unavailable", "The status is not known right now. Try again soon.", {
    "cache-control": "no-store",
    "retry-after": "5",
  });
}

function problem(
  request: Request,
  status: number,
  code: string,
  message: string,
  headers: Record<string, string>,
): Response {
  const body = request.method === "HEAD" ? null : JSON.stringify({ code, message });
  return new Response(body, { status, headers: { ...OPEN, "content-type": JSON_TYPE, ...headers } });
}

/** Seconds since it was looked up, to a tenth. */
function ageOf({ at }: Recalled<unknown>, now: Date): number {
  return Math.round(Math.max(now.getTime() - at, 0) / 100) / 10;
}
