/** The editor with a workflow that there is: what is saved is a new version of it. */
import type { Workflow } from '@bivelio/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Save } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { apiError } from '~/app/queries';
import { useRead } from '~/app/use-read';
import { useWrite } from '~/app/use-write';
import { Button } from '~/ui/button';
import { ErrorState } from '~/ui/error-state';
import { Page } from '~/ui/page';
import { UnreadPage } from '~/ui/unread-page';
import { editWorkflow } from '../routes';
import { Conflict } from './conflict';
import { changeOf, textOf } from './definition-text';
import { Editor } from './editor';
import { RunChoice, useRunSamples } from './run-choice';
import { useHistory } from './use-history';
import { useJson } from './use-json';
import { useLeaving } from './use-leaving';

type Json = Record<string, unknown>;

export default function EditPage() {
  const { id } = editWorkflow.route.useParams();
  return <Loaded key={id} id={id} />;
}

function Loaded({ id }: { id: string }) {
  const { t } = useLingui();
  const query = useRead(['editor', id], (client) => client.workflows.get(id), { staleTime: 0 });
  // Kept as it was first read: what is being written must not change under the person's hands when it is read again.
  const [base, setBase] = useState<Workflow>();
  const fresh = query.isFetching ? undefined : query.data;
  useEffect(() => {
    if (fresh) setBase((former) => former ?? fresh);
  }, [fresh]);
  if (base) return <Edit of={base} onBase={setBase} />;
  const back = (
    <Link to="/workflows/$id" params={{ id }}>
      <Trans>Flux de treball</Trans>
    </Link>
  );
  return <UnreadPage title={t`Edita el flux de treball`} back={back} of={query} />;
}

function Edit({ of: workflow, onBase }: { of: Workflow; onBase: (workflow: Workflow) => void }) {
  const { t } = useLingui();
  const [saved, setSaved] = useState(() => textOf(workflow));
  const edited = useHistory(saved);
  const { text } = edited;
  const [version, setVersion] = useState(workflow.version);
  const json = useJson(text);
  const { step, run } = editWorkflow.route.useSearch();
  const samples = useRunSamples(run);
  const navigate = editWorkflow.route.useNavigate();
  const isSaved = useRef(false);
  const leaving = useLeaving(() => !isSaved.current && text !== saved);
  const save = useWrite((client, { definition, on }: { definition: Json; on: number }) => client.workflows.update(workflow.id, { ...changeOf(definition), version: on }), {
    again: ['workflows.list', 'workflows.get'],
    done: ({ version: made }) => t`S’ha desat la versió ${made}.`,
    errorsAreShown: true,
    onDone: (made) => {
      onBase(made);
      setSaved(text);
      setVersion(made.version);
    },
  });
  const choose = (path: string | undefined) =>
    void navigate({ to: '.', search: (former: object) => ({ ...former, step: path }), replace: true, resetScroll: false });
  const chooseRun = (id: string | undefined) => void navigate({ to: '.', search: (former: object) => ({ ...former, run: id }), replace: true, resetScroll: false });
  const theirs = apiError(save.error)?.status === 409 ? (apiError(save.error)?.details['version'] as number | undefined) : undefined;
  const send = (on: number) => save.mutate({ definition: json.value as Json, on });
  const back = (
    <Link to="/workflows/$id" params={{ id: workflow.id }}>
      {workflow.name}
    </Link>
  );
  const button = (
    <Button look="primary" icon={Save} disabled={json.error !== undefined || text === saved || save.isPending} onClick={() => send(version)}>
      <Trans>Desa</Trans>
    </Button>
  );
  return (
    <Page title={t`Edita «${workflow.name}»`} about={t`Versió ${version}. Cada canvi que deses en fa una de nova; les execucions en marxa continuen amb la seva.`} back={back} actions={button}>
      {save.error &&
        (theirs === undefined ? (
          <ErrorState error={save.error} />
        ) : (
          <Conflict
            id={workflow.id}
            version={theirs}
            mine={text}
            onTake={(other) => {
              edited.begin(textOf(other));
              setSaved(textOf(other));
              setVersion(other.version);
              save.reset();
            }}
            onOverwrite={() => send(theirs)}
          />
        ))}
      <Editor edited={edited} chosen={step} onChoose={choose} keepsSecret={workflow.trigger_type === 'inbound'} run={samples} choice={<RunChoice workflow={workflow.id} run={run} onChoose={chooseRun} />} />
      {leaving}
    </Page>
  );
}
