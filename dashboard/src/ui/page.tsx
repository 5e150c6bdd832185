/** The layout of a page: its heading with actions, sections, cards, facts and notes. */
import type { ComponentProps, ReactNode } from 'react';
import styles from './page.module.css';

interface PageProps {
  title: ReactNode;
  /** A sentence on what it is for. */
  about?: ReactNode;
  /** A link to where one came from: `<Link to="/webhooks">Webhooks</Link>`. */
  back?: ReactNode;
  /** Buttons at the right of the heading. */
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, about, back, actions, children }: PageProps) {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div>
          {back && <p className={styles.back}>{back}</p>}
          <h1>{title}</h1>
          {about && <p className={styles.about}>{about}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function Section({ title, actions, children }: { title: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h2>{title}</h2>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

export function Card({ children }: { children: ReactNode }) {
  return <div className={styles.card}>{children}</div>;
}

/** Two columns where there is room for both, else one below the other. */
export function Sides({ children }: { children: ReactNode }) {
  return <div className={styles.sides}>{children}</div>;
}

/** One below the other, no wider than the place. */
export function Stack({ gap = 'normal', ...others }: { gap?: 'normal' | 'small' } & ComponentProps<'div'>) {
  return <div className={`${styles.stack} ${styles[gap]}`} {...others} />;
}

/** One after the other, in as many lines as they need. */
export function Row(props: ComponentProps<'div'>) {
  return <div className={styles.row} {...props} />;
}

/** Fields beside each other, as many as there is room for. */
export function Beside({ children }: { children: ReactNode }) {
  return <div className={styles.beside}>{children}</div>;
}

/** Names and values, one below the other. Those without a value are left out. */
export function Facts({ facts }: { facts: [name: ReactNode, value: ReactNode][] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value], at) =>
        value === undefined || value === null || value === false || value === '' ? null : (
          <div key={at} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** Something to know, beside what it is about. */
export function Note({ tone, children }: { tone?: 'warning'; children: ReactNode }) {
  return <div className={`${styles.note} ${tone ? styles[tone] : ''}`}>{children}</div>;
}
