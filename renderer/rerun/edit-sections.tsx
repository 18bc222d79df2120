import type { InputSpec } from '../../shared/pipeline.ts';
import type { Draft } from '../run-inputs/draft.ts';
import { InputForm } from '../run-inputs/input-form.tsx';
import { EditFields } from './edit-fields.tsx';
import type { Editable, ReadEdits } from './edits.ts';
import { Fold } from './fold.tsx';

interface Section {
  readonly editables: readonly Editable[];
  readonly read: ReadEdits;
}

interface EditSectionsProps {
  readonly inputs: {
    readonly specs: readonly InputSpec[];
    readonly draft: Draft;
    readonly read: ReadEdits;
    readonly onChange: (draft: Draft) => void;
  };
  readonly variables: Section;
  readonly parameters: Section & { readonly step: string | null };
  /** What was typed over variables and parameters. */
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

/** What a new run may be given other than it was: inputs, variables, and the parameters of the step that it begins at. */
export function EditSections({ inputs, variables, parameters, draft, onChange }: EditSectionsProps) {
  return (
    <>
      {inputs.specs.length > 0 && (
        <Fold
          title="Inputs"
          changed={Object.keys(inputs.read.values).length}
          open={Object.keys(inputs.read.problems).length > 0}
        >
          <InputForm specs={inputs.specs} draft={inputs.draft} onChange={inputs.onChange} strict />
        </Fold>
      )}
      <EditFields
        title="Variables"
        editables={variables.editables}
        draft={draft}
        problems={variables.read.problems}
        onChange={onChange}
      />
      <EditFields
        title={`Parameters of ${parameters.step}`}
        editables={parameters.editables}
        draft={draft}
        problems={parameters.read.problems}
        onChange={onChange}
      />
    </>
  );
}
