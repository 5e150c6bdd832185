/** The quarter for the adviser: everything in a file or by mail, the books, and what the forms come to. */
import type { Settings } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { BookOpen } from 'lucide-react';
import { useChange } from '~/app/use-change';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { ChoiceFilter } from '~/ui/filters';
import { Loading } from '~/ui/loading';
import { Card, Page, Row, Section, Sides, Stack } from '~/ui/page';
import { Archive } from './archive';
import { FormFigures } from './form-figures';
import { dueQuarter, lastQuarters, nameOf, type Quarter, quarterNamed } from './quarters';
import { books } from './routes';
import { saveFrom } from './save-from';

export default function BooksPage() {
  const { t } = useLingui();
  const { quarter: named } = books.route.useSearch();
  const change = useChange();
  const today = new Date();
  const quarter = quarterNamed(named) ?? dueQuarter(today);
  const settings = useRead<Settings>(['invoices.settingsGet'], (api) => api.invoices.settingsGet());
  const label = useQuarterName();
  const latest = lastQuarters(today);
  const offered = latest.some((one) => nameOf(one) === nameOf(quarter)) ? latest : [...latest, quarter];
  return (
    <Page title={t`Llibres i trimestre`} about={t`El que la gestoria et demana de cada trimestre, i quant surt als models.`} back={<Link to="/invoices">{t`Factures`}</Link>}>
      <Stack gap="small">
        <ChoiceFilter
          label={t`Trimestre`}
          value={nameOf(quarter)}
          onChange={(next) => change({ quarter: next, archive: undefined, form: undefined })}
          options={offered.map((one) => ({ value: nameOf(one), label: label(one) }))}
        />
      </Stack>
      <Section title={t`Per a la gestoria`}>
        {settings.error ? (
          <ErrorState error={settings.error} retry={() => void settings.refetch()} />
        ) : settings.data ? (
          <Sides>
            <Archive key={nameOf(quarter)} quarter={quarter} settings={settings.data} />
            <Books quarter={quarter} />
          </Sides>
        ) : (
          <Loading lines={4} />
        )}
      </Section>
      {settings.data && <FormFigures quarter={quarter} nif={settings.data.nif} />}
    </Page>
  );
}

/** "4t trimestre de 2026" */
export function useQuarterName(): (of: Quarter) => string {
  const { t } = useLingui();
  return ({ year, quarter }) => {
    const names: Record<number, string> = { 1: t`1r trimestre de ${year}`, 2: t`2n trimestre de ${year}`, 3: t`3r trimestre de ${year}`, 4: t`4t trimestre de ${year}` };
    return names[quarter] ?? '';
  };
}

/** AEAT's unified books alone; those of more than 500 invoices are waited for. */
function Books({ quarter }: { quarter: Quarter }) {
  const { t } = useLingui();
  const write = useWrite(
    async (api, format: 'xlsx' | 'csv') => {
      let made = await api.invoices.booksCreate({ ...quarter, format });
      while (made.status === 'running') {
        await new Promise((done) => setTimeout(done, PAUSE));
        made = await api.invoices.booksGet(made.id);
      }
      for (const { url, name } of made.files ?? []) await saveFrom(url, name);
      return made;
    },
    { done: ({ invoices = 0, left_out: left = 0 }) => (left ? t`Els llibres tenen ${invoices} factures; ${left} no hi són, perquè no se’n sap l’import en euros.` : t`Els llibres tenen ${invoices} factures.`) },
  );
  return (
    <Card>
      <h3>
        <Trans>Només els llibres</Trans>
      </h3>
      <p className="quiet">
        <Trans>Els llibres unificats de l’AEAT: factures emeses, rebudes i béns d’inversió.</Trans>
      </p>
      <Row>
        <Button icon={BookOpen} aria-busy={write.isPending} disabled={write.isPending} onClick={() => write.mutate('xlsx')}>
          <Trans>Baixa’ls en Excel</Trans>
        </Button>
        <Button aria-busy={write.isPending} disabled={write.isPending} onClick={() => write.mutate('csv')}>
          <Trans>Baixa’ls en CSV</Trans>
        </Button>
      </Row>
    </Card>
  );
}

const PAUSE = 2_000;
