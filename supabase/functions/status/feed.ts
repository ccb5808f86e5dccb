import type { StatusNotice, StatusPage } from "../_shared/status.ts";
import { escapeXml } from "./xml.ts";

/** The notices of a page as an Atom feed (RFC 4287): an entry for each, with all that was said. `url` is the feed's own address. */
export function atomFeed(
  { page, notices, generated_at }: StatusPage,
  url: string,
): string {
  const updated = notices.map(({ updated_at }) => updated_at).sort().at(-1) ??
    generated_at;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<id>${escapeXml(url)}</id>`,
    `<title>${escapeXml(page.title)}</title>`,
    `<author><name>${escapeXml(page.title)}</name></author>`,
    `<link rel="self" type="application/atom+xml" href="${escapeXml(url)}"/>`,
    `<updated>${atomTime(updated)}</updated>`,
    ...notices.map(entry),
    "</feed>\n",
  ].join("\n");
}

function entry(
  { id, kind, title, status, starts_at, updated_at, updates }: StatusNotice,
): string {
  const words = updates.map(({ status, body, at }) => `${atomTime(at)} ${status.replaceAll("_", " ")}: ${body}`);
  return [
    "<entry>",
    `<id>urn:uuid:${escapeXml(id)}</id>`,
    `<title>${escapeXml(`${title} (${status.replaceAll("_", " ")})`)}</title>`,
    `<category term="${escapeXml(kind)}"/>`,
    `<published>${atomTime(starts_at)}</published>`,
    `<updated>${atomTime(updated_at)}</updated>`,
    `<content type="text">${escapeXml(words.join("\n\n"))}</content>`,
    "</entry>",
  ].join("\n");
}

function atomTime(time: string): string {
  return new Date(time).toISOString();
}
