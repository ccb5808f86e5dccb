import type { PublicState } from "../_shared/status.ts";
import { escapeXml } from "./xml.ts";

/** What a badge says of each state, and the colours of its ground: white on them holds 4.5:1. */
const MESSAGES: Readonly<
  Record<PublicState, { message: string; color: string }>
> = {
  operational: { message: "operational", color: "#1a7f37" },
  degraded: { message: "degraded", color: "#9a6700" },
  down: { message: "down", color: "#cf222e" },
  maintenance: { message: "maintenance", color: "#0969da" },
  unknown: { message: "unknown", color: "#59636e" },
};

/** Advance widths of Verdana in 1/2048 em, from the space to the tilde. */
// deno-fmt-ignore
const WIDTHS = [
  720, 806, 940, 1676, 1302, 2204, 1488, 550, 930, 930, 1302, 1676, 745, 930, 745, 930,
  1302, 1302, 1302, 1302, 1302, 1302, 1302, 1302, 1302, 1302, 930, 930, 1676, 1676, 1676, 1117,
  2048, 1400, 1404, 1430, 1578, 1295, 1177, 1588, 1539, 862, 931, 1419, 1140, 1726, 1532, 1612,
  1235, 1612, 1424, 1400, 1262, 1499, 1400, 2025, 1403, 1260, 1403, 930, 930, 930, 1676, 1302,
  1302, 1230, 1276, 1067, 1276, 1220, 720, 1276, 1296, 562, 705, 1212, 562, 1992, 1296, 1243,
  1276, 1276, 874, 1067, 807, 1296, 1212, 1676, 1212, 1212, 1076, 1300, 930, 1300, 1676,
];
const FONT_SIZE = 11;
const PADDING = 6;
const HEIGHT = 20;
/** Longer labels are cut: an image has no room for them. */
const LABEL_LIMIT = 60;

/** The width of a text in pixels. Letters that are not in the table are taken for wide ones. */
export function textWidth(text: string): number {
  let units = 0;
  for (const letter of text) {
    units += WIDTHS[letter.codePointAt(0)! - 32] ?? 2048;
  }
  return units * FONT_SIZE / 2048;
}

/** A badge as the endpoint of shields.io wants it. */
export function shieldsBadge(label: string, state: PublicState) {
  const { message, color } = MESSAGES[state];
  return {
    schemaVersion: 1,
    label: cut(label),
    message,
    color: color.slice(1),
    cacheSeconds: 60,
  };
}

/** A badge as an SVG: nothing in it is loaded from elsewhere, and no script. */
export function svgBadge(label: string, state: PublicState): string {
  const { message, color } = MESSAGES[state];
  const left = Math.round(textWidth(cut(label)) + 2 * PADDING);
  const right = Math.round(textWidth(message) + 2 * PADDING);
  const title = escapeXml(`${cut(label)}: ${message}`);
  const text = (words: string, x: number, width: number) =>
    `<text x="${x + PADDING}" y="14" textLength="${width - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${
      escapeXml(words)
    }</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${
      left + right
    }" height="${HEIGHT}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<clipPath id="r"><rect width="${left + right}" height="${HEIGHT}" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="${HEIGHT}" fill="#24292f"/>`,
    `<rect x="${left}" width="${right}" height="${HEIGHT}" fill="${color}"/></g>`,
    `<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="${FONT_SIZE}">`,
    text(cut(label), 0, left),
    text(message, left, right),
    "</g></svg>\n",
  ].join("");
}

function cut(label: string): string {
  const letters = [...label];
  return letters.length <= LABEL_LIMIT ? label : `${letters.slice(0, LABEL_LIMIT - 1).join("")}…`;
}
