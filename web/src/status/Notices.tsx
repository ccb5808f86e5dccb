import type { Tone } from "../lib/tone.ts";
import { Pill } from "../panel/Pill.tsx";
import { type Component, describeStatus, isOver, type Notice } from "./model.ts";
import { Moment } from "./Moment.tsx";

interface Props {
  title: string;
  notices: Notice[];
  components: Component[];
}

/** Incidents and maintenance under a title, each with all that was said; nothing when there is none. */
export function Notices({ title, notices, components }: Props) {
  if (notices.length === 0) return null;
  return (
    <section className="status-notices" aria-label={title}>
      <h2>{title}</h2>
      {notices.map((each) => <NoticeCard key={each.id} notice={each} components={components} />)}
    </section>
  );
}

function NoticeCard({ notice, components }: { notice: Notice; components: Component[] }) {
  const { kind, title, status, starts_at, ends_at, updates } = notice;
  const names = components.filter(({ key }) => notice.components.includes(key)).map(({ name }) => name);
  const tone = toneOf(notice);
  return (
    <article className={`card status-notice ${tone}`}>
      <div className="status-row-head">
        <h3>{title}</h3>
        <Pill tone={tone}>{describeStatus(status)}</Pill>
      </div>
      <p className="muted">
        {kind === "maintenance" ? "Maintenance" : "Incident"}
        {kind === "maintenance" || isOver(notice) ? " from " : " since "}
        <Moment at={starts_at} />
        {ends_at !== null && (
          <>
            {" to "}
            <Moment at={ends_at} />
          </>
        )}
        {names.length > 0 && `. ${names.join(", ")}`}
      </p>
      <ol>
        {updates.map((each, index) => (
          <li key={index}>
            <p>
              <strong>{describeStatus(each.status)}</strong>{" "}
              <span className="muted">
                <Moment at={each.at} />
              </span>
            </p>
            <p className="status-words">{each.body}</p>
          </li>
        ))}
      </ol>
    </article>
  );
}

function toneOf(notice: Notice): Tone {
  if (isOver(notice)) return "off";
  if (notice.kind === "maintenance") return "info";
  return notice.impact === "major" ? "bad" : "warn";
}
