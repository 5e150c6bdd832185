/** The card in the middle of the screen that all pages before the sign-in have: the name, a heading, the languages. */
import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect } from 'react';
import { LANGUAGES, language, NAMES, speak } from '~/app/language';
import { Button } from './button';
import styles from './entry-card.module.css';

export function EntryCard({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · BiVelio`;
  }, [title]);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" />
          BiVelio
        </p>
        <h1>{title}</h1>
        {children}
        <Languages />
      </div>
    </main>
  );
}

function Languages() {
  const { t } = useLingui();
  return (
    <div className={styles.languages} role="group" aria-label={t`Llengua`}>
      {LANGUAGES.map((one) => (
        <Button key={one} look="quiet" lang={one} aria-pressed={language() === one} onClick={() => void speak(one)}>
          {NAMES[one]}
        </Button>
      ))}
    </div>
  );
}
