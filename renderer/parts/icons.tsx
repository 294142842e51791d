import type { ReactNode } from 'react';

/** One grid of 20, one stroke of 1.5, round ends. Icons are decoration: the words beside them say it. */
function Icon({ children, size = 20 }: { readonly children: ReactNode; readonly size?: number | undefined }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

interface IconProps {
  readonly size?: number | undefined;
}

export const CheckIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4.5 10.5l3.7 3.7 7.3-8.4" />
  </Icon>
);
export const CrossIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M5.5 5.5l9 9m0-9l-9 9" />
  </Icon>
);
export const WarningIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 3.2l7.3 12.9H2.7L10 3.2z" />
    <path d="M10 8.2v3.6m0 2.1v.1" />
  </Icon>
);
export const InfoIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M10 9.3v4.2m0-7.1v.1" />
  </Icon>
);
export const EyeIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5S2.5 10 2.5 10z" />
    <circle cx="10" cy="10" r="2.2" />
  </Icon>
);
export const LockIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="4.5" y="9" width="11" height="7.5" rx="1.5" />
    <path d="M7 9V6.5a3 3 0 016 0V9" />
  </Icon>
);
export const StickIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="6" y="7" width="8" height="10.2" rx="1.6" />
    <path d="M7.6 7V2.8h4.8V7M9 4.6v.4m2-.4v.4" />
  </Icon>
);
export const DiskIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="2.8" y="5" width="14.4" height="10" rx="1.6" />
    <path d="M2.8 11.6h14.4M13.6 13.3h.9" />
  </Icon>
);
export const ImageIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="10" cy="10" r="7.2" />
    <circle cx="10" cy="10" r="2" />
    <path d="M10 5.2A4.8 4.8 0 0114.8 10" />
  </Icon>
);
export const DropIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 3v9m-3.6-3.4L10 12.2l3.6-3.6M3.5 13.5v2a1.5 1.5 0 001.5 1.5h10a1.5 1.5 0 001.5-1.5v-2" />
  </Icon>
);
export const FolderIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M2.8 5.5A1.5 1.5 0 014.3 4h3.2l1.8 2h6.4a1.5 1.5 0 011.5 1.5v7a1.5 1.5 0 01-1.5 1.5H4.3a1.5 1.5 0 01-1.5-1.5v-9z" />
  </Icon>
);
export const FileIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M5 3h6.5L15 6.5V17H5V3z" />
    <path d="M11.3 3v3.7H15" />
  </Icon>
);
export const ReceiptIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M5 2.8h10v14.4l-2.5-1.5-2.5 1.5-2.5-1.5L5 17.2V2.8z" />
    <path d="M7.7 6.8h4.6M7.7 10h4.6" />
  </Icon>
);
export const SettingsIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M3 6h7m4 0h3M3 14h3m4 0h7" />
    <circle cx="12" cy="6" r="2" />
    <circle cx="8" cy="14" r="2" />
  </Icon>
);
export const HelpIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M7.9 8a2.1 2.1 0 114 .8c-.4.9-1.9 1.1-1.9 2.4m0 2.3v.1" />
  </Icon>
);
export const WriteIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 3v8.5m-3.4-3.2L10 11.7l3.4-3.4" />
    <rect x="3" y="13.5" width="14" height="3.5" rx="1" />
  </Icon>
);
export const RefreshIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M16.2 10a6.2 6.2 0 11-1.9-4.5M16.4 3v3.2h-3.2" />
  </Icon>
);
export const ChevronIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M7.5 5l5 5-5 5" />
  </Icon>
);
export const DownIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M5.5 8l4.5 4.5L14.5 8" />
  </Icon>
);
export const BackIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M16 10H4.5m4.7-4.8L4.4 10l4.8 4.8" />
  </Icon>
);
export const EjectIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 4l5.5 7h-11L10 4zM4.5 15.5h11" />
  </Icon>
);
export const CopyIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="7" y="7" width="9.5" height="9.5" rx="1.5" />
    <path d="M4.8 12.6A1.3 1.3 0 013.5 11.300V4.800A1.3 1.3 0 014.8 3.500h6.500a1.3 1.3 0 011.3 1.3" />
  </Icon>
);
export const SaveIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 3v8.5m-3.4-3.2L10 11.700l3.4-3.400M4 16.500h12" />
  </Icon>
);
export const LanguageIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M2.8 10h14.400M10 2.800c2.2 2 3 4.5 3 7.200s-.8 5.2-3 7.200c-2.2-2-3-4.5-3-7.200s.8-5.2 3-7.200z" />
  </Icon>
);
export const ClockIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M10 5.800V10l2.8 1.8" />
  </Icon>
);
export const ShieldIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 2.800l6 2.200v4.600c0 3.7-2.5 6.3-6 7.6-3.5-1.3-6-3.9-6-7.600V5l6-2.200z" />
  </Icon>
);
export const StopIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="5" y="5" width="10" height="10" rx="1.5" />
  </Icon>
);
export const SearchIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="9" cy="9" r="5.5" />
    <path d="M13.2 13.200L17 17" />
  </Icon>
);
