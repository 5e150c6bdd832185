/** Who issues invoices by this account, and how: what the law asks to be seen while one works. */
import type { Settings } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useRead } from '~/app/use-read';
import styles from './invoices.module.css';

export function Issuer() {
  const { t } = useLingui();
  const { data } = useRead<Settings>(['invoices.settingsGet'], (api) => api.invoices.settingsGet());
  if (!data?.legal_name) return null;
  const who = [data.legal_name, data.nif].filter(Boolean).join(' · ');
  return (
    <p className={`quiet ${styles.small}`}>
      {data.verifactu === 'active' ? t`Emet ${who}, amb VERI*FACTU.` : t`Emet ${who}.`}{' '}
      <Link to="/invoices/declaration">
        <Trans>Declaració responsable del programa</Trans>
      </Link>
    </p>
  );
}
