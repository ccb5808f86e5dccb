/** The shape of the page while it is read the first time. */
export function Placeholder() {
  return (
    <div className="placeholder" role="status">
      <span className="visually-hidden">Reading jobs and alerts…</span>
      <div className="bone tall" />
      <div className="bone" />
      <div className="bone large" />
    </div>
  );
}
