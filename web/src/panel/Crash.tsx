import { Component, type ReactNode } from "react";
import { messageOf } from "../lib/errors.ts";
import { Message } from "./Message.tsx";

interface Props {
  /** What fails then, and what does not, for whoever looks at it. */
  title: string;
  comfort?: string;
  children: ReactNode;
}

/** Shows a sentence instead of an empty page when the page itself fails. */
export class Crash extends Component<Props, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Message title={this.props.title}>
        <p>{this.props.comfort} {messageOf(this.state.error)}</p>
        <button type="button" className="button primary" onClick={() => location.reload()}>Reload</button>
      </Message>
    );
  }
}
