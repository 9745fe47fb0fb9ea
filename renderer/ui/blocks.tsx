import { CircleAlert, CircleCheck, Info, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** Head of a page, 56 high: what it is, what is true of it, what can be done. The title is the page's only `h1`. */
export function PageHeader({ title, children, actions }: { title: ReactNode; children?: ReactNode; actions?: ReactNode }) {
  return (
    <header className="page-header">
      <div className="page-header-titles">
        <h1>{title}</h1>
        {children}
      </div>
      {actions !== undefined && <div className="page-header-actions">{actions}</div>}
    </header>
  );
}

/** White ground with a hairline; `head` carries an `h2` and small buttons. */
export function Panel({ title, actions, className, children }: { title?: ReactNode; actions?: ReactNode; className?: string; children: ReactNode }) {
  return (
    <section className={`panel ${className ?? ''}`}>
      {title !== undefined && (
        <div className="panel-head">
          <h2>{title}</h2>
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}

export type BannerTone = 'plain' | 'due' | 'bad' | 'anomaly' | 'ok';
const BANNER_ICONS: Record<BannerTone, LucideIcon> = { plain: Info, due: TriangleAlert, bad: CircleAlert, anomaly: CircleAlert, ok: CircleCheck };

/** What happened · what was kept · what to do next. `bad` is announced at once, the others politely. */
export function Banner({ tone = 'plain', title, actions, children }: { tone?: BannerTone; title?: ReactNode; actions?: ReactNode; children?: ReactNode }) {
  const Icon = BANNER_ICONS[tone];
  return (
    <div className={`banner banner-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon size={18} aria-hidden />
      <div className="banner-text">
        {title !== undefined && <div className="banner-title">{title}</div>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {actions !== undefined && <div className="banner-actions">{actions}</div>}
    </div>
  );
}

/** Nothing here yet, and the way on. `whole`: it is all there is on the page, so its title is the page's. */
export function EmptyState({ icon: Icon, title, actions, whole = false, children }: { icon?: LucideIcon; title?: ReactNode; actions?: ReactNode; whole?: boolean; children?: ReactNode }) {
  const Title = whole ? 'h1' : 'h2';
  return (
    <div className={whole ? 'empty empty-whole' : 'empty'}>
      {Icon && <Icon size={32} strokeWidth={1.5} aria-hidden />}
      {title !== undefined && <Title className="empty-title">{title}</Title>}
      {children !== undefined && <div className="empty-text">{children}</div>}
      {actions !== undefined && <div className="empty-actions">{actions}</div>}
    </div>
  );
}
