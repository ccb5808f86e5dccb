/** The shape of the page while it is read the first time. */
export function Placeholder() {
  return (
    <div className="placeholder" role="status">
      <span className="visually-hidden">Reading…</span>
      <div className="bone tall" />
      <div className="bone" />
      <div className="bone large" />
    </div>
  );
}
