import { Copy } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { StoredValue } from '../../../shared/facts.ts';
import type { Json } from '../../../shared/json.ts';
import { useStudio } from '../../state/parts.tsx';
import { errorBodyOf } from '../../state/slices/error-body.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Empty, Loading } from '../../ui/empty.tsx';
import { SearchInput, Segmented } from '../../ui/fields.tsx';
import { formatBytes } from '../../ui/format.ts';
import { JsonTree } from './json-tree.tsx';
import { RawText } from './raw-text.tsx';
import type { LoadedValue } from './use-stored-value.ts';
import { useStoredValue } from './use-stored-value.ts';

/** A stored value in full: tree with search, raw text, copies. Large ones come in parts and say how much is missing. */
export function ValueView({ stored, name, root }: { stored: StoredValue; name: string; root: string }) {
  const run = useStudio((studio) => studio.openedRun?.summary.run ?? '');
  const loaded = useStoredValue(run, stored);
  if (loaded.state === 'loading') return <Loading lines={6} />;
  if (loaded.state === 'error')
    return <Empty title="The value could not be read">{errorBodyOf(loaded.error).message}</Empty>;
  if (loaded.state === 'partial') return <PartialValue loaded={loaded} name={name} />;
  return <WholeValue value={loaded.value} name={name} root={root} />;
}

function WholeValue({ value, name, root }: { value: Json; name: string; root: string }) {
  const [mode, setMode] = useState<'tree' | 'raw'>('tree');
  const [search, setSearch] = useState('');
  const [text, setText] = useState<string | null>(null);
  const whole = useMemo(() => (mode === 'raw' ? rawOf(value) : ''), [mode, value]);
  return (
    <div className="flex h-full min-h-0 flex-col gap-2">
      <div className="flex items-center gap-1.5">
        {mode === 'tree' ? (
          <SearchInput value={search} onChange={setSearch} label="Search" className="min-w-0 flex-1" />
        ) : (
          <span className="flex-1" />
        )}
        <Segmented
          label="Form of the value"
          value={mode}
          onChange={setMode}
          options={[
            { id: 'tree', label: 'Tree' },
            { id: 'raw', label: 'Raw' },
          ]}
        />
        <IconButton
          icon={Copy}
          label="Copy the whole value"
          onClick={() => void navigator.clipboard.writeText(rawOf(value))}
          size={14}
        />
      </div>
      {mode === 'tree' ? (
        <JsonTree value={value} search={search} label={name} root={root} onOpenText={setText} />
      ) : (
        <RawText text={whole} label={name} />
      )}
      {text !== null && (
        <Dialog
          title={`Text, ${text.length.toLocaleString('en-US')} characters`}
          onClose={() => setText(null)}
          className="h-[70vh] w-[min(880px,calc(100vw-48px))]!"
        >
          <div className="flex min-h-0 flex-1 p-3">
            <RawText text={text} label="Text" />
          </div>
        </Dialog>
      )}
    </div>
  );
}

function PartialValue({ loaded, name }: { loaded: Extract<LoadedValue, { state: 'partial' }>; name: string }) {
  return (
    <div className="flex h-full min-h-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-1.5 text-12">
        <span className="num flex-1 text-mute">
          The first {formatBytes(loaded.text.length)} of {formatBytes(loaded.totalBytes)}
        </span>
        <Button small onClick={loaded.more}>
          Load more
        </Button>
        <Button small onClick={loaded.all}>
          Load all
        </Button>
      </div>
      <RawText text={loaded.text} label={name} />
    </div>
  );
}

function rawOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
