/** What stands where something is being read. */
import { useLingui } from '@lingui/react/macro';
import styles from './empty.module.css';

/** Grey lines in the place of what comes. */
export function Loading({ lines = 5 }: { lines?: number }) {
  const { t } = useLingui();
  return (
    <div className={styles.loading} role="status" aria-label={t`S’està carregant`}>
      {Array.from({ length: lines }, (_, at) => (
        <div key={at} className={styles.bar} />
      ))}
    </div>
  );
}

/** The same in the place of a page, with a heading for those who do not see it. */
export function PageLoading() {
  const { t } = useLingui();
  return (
    <>
      <h1 className="for-readers">{t`S’està carregant`}</h1>
      <Loading lines={8} />
    </>
  );
}

/** The same in the place of everything, before it is known what there is to show. */
export function WholeLoading() {
  return (
    <main className={styles.whole}>
      <PageLoading />
    </main>
  );
}
