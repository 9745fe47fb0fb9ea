import { FileUp } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../ui/index.ts';

interface FilePickProps {
  name: string;
  file: File | null;
  accept?: string;
  pick: string;
  pickOther: string;
  onFile: (file: File) => void;
}

/** A button that opens the system's own dialogue, and the name of what was chosen. */
export function FilePick({ name, file, accept, pick, pickOther, onFile }: FilePickProps) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="setup-file">
      <input
        ref={picker}
        type="file"
        hidden
        accept={accept}
        aria-label={pick}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          // So that the very same file can be chosen again after it was put right.
          event.target.value = '';
          if (chosen) onFile(chosen);
        }}
      />
      <Button small icon={FileUp} name={name} onClick={() => picker.current?.click()}>
        {file === null ? pick : pickOther}
      </Button>
      {file !== null && <span className="number setup-file-name">{file.name}</span>}
    </div>
  );
}
