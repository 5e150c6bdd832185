/** All runs. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Page } from '~/ui/page';
import { runs } from '../routes';
import { RunList } from './run-list';

export default function RunsPage() {
  const { t } = useLingui();
  const { workflow, ...search } = runs.route.useSearch();
  return (
    <Page
      title={t`Execucions`}
      about={t`Cada vegada que un flux de treball s’ha executat. La llista s’actualitza sola.`}
      back={workflow && <Link to="/runs"><Trans>Totes les execucions</Trans></Link>}
    >
      <RunList search={search} {...(workflow && { workflow })} />
    </Page>
  );
}
