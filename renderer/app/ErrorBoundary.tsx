import { Component, type ErrorInfo, type ReactNode } from 'react'

interface Props {
  /** What failed, as a name. */
  name: string
  children: ReactNode
}

/** A panel that throws costs only itself. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error }
  }

  override componentDidCatch(error: Error, { componentStack }: ErrorInfo): void {
    console.error(this.props.name, error, componentStack)
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <section className="pane" aria-label={this.props.name} tabIndex={-1}>
        <div className="empty" role="alert">
          <strong>{this.props.name} failed</strong>
          <p>{error.message}</p>
          <button type="button" className="button small" onClick={() => this.setState({ error: null })}>
            Try again
          </button>
        </div>
      </section>
    )
  }
}
