/** The editor with a new workflow: an empty one, or one of the gallery. */
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Save } from 'lucide-react';
import { useRef } from 'react';
import { language } from '~/app/language';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { PageLoading } from '~/ui/loading';
import { Page } from '~/ui/page';
import { newWorkflow } from '../routes';
import { EMPTY, templateOf, useTemplates } from '../templates';
import { textOf } from './definition-text';
import { Editor } from './editor';
import { useHistory } from './use-history';
import { useJson } from './use-json';
import { useLeaving } from './use-leaving';

export default function NewPage() {
  const { template } = newWorkflow.route.useSearch();
  const [templates, locale] = [useTemplates(), language()];
  const query = useRead(['template', template, locale], async () => (template && (await templateOf(template, locale))) || EMPTY, { staleTime: Infinity });
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <PageLoading />;
  const { title, about } = templates.find(({ name }) => name === template) ?? {};
  const named = title ? { ...query.data, name: title, description: about || query.data['description'] } : query.data;
  return <New key={`${template} ${locale}`} initial={textOf(named)} />;
}

function New({ initial }: { initial: string }) {
  const { t } = useLingui();
  const edited = useHistory(initial);
  const { text } = edited;
  const json = useJson(text);
  const { step } = newWorkflow.route.useSearch();
  const navigate = newWorkflow.route.useNavigate();
  const isSaved = useRef(false);
  const leaving = useLeaving(() => !isSaved.current && text !== initial);
  const save = useWrite((client, definition: object) => client.workflows.create(definition as Parameters<typeof client.workflows.create>[0]), {
    again: ['workflows.list', 'workflows.stats'],
    done: t`S’ha creat el flux de treball.`,
    errorsAreShown: true,
    onDone: ({ id }) => {
      isSaved.current = true;
      void navigate({ to: '/workflows/$id', params: { id }, search: true });
    },
  });
  const choose = (path: string | undefined) =>
    void navigate({ to: '.', search: (former: object) => ({ ...former, step: path }), replace: true, resetScroll: false });
  const back = (
    <Link to="/workflows">
      <Trans>Fluxos de treball</Trans>
    </Link>
  );
  const button = (
    <Button look="primary" icon={Save} disabled={json.error !== undefined || save.isPending} onClick={() => save.mutate(json.value as object)}>
      <Trans>Crea el flux</Trans>
    </Button>
  );
  return (
    <Page title={t`Flux de treball nou`} back={back} actions={button}>
      {save.error && <ErrorState error={save.error} />}
      <Editor edited={edited} chosen={step} onChoose={choose} />
      {leaving}
    </Page>
  );
}
