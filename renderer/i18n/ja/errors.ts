import type { enErrors } from '../en/errors.ts';
import type { TranslatedMessage } from '../message.ts';

export const jaErrors = {
  'failure.happened': '発生したこと',
  'failure.cause': '考えられる原因',
  'failure.todo': '対処方法',
  'failure.unchanged': 'もとの内容はそのまま残っています。',
  'failure.nothingWritten': '何も書き込んでいません。',
  'failure.noReason': 'システムから理由は示されませんでした。',
  'failure.osCode': 'システムが示したのはエラー {osCode} だけです。',
  'failure.unusable': '書き直すまで起動に使えません。',

  'error.USAGE.title': '実行できません',
  'error.USAGE.happened': '要求を理解できませんでした: {problem} ({value})',

  'error.IMAGE_NOT_FOUND.title': 'イメージが見つかりません',
  'error.IMAGE_NOT_FOUND.happened': 'ファイル {path} がありません。',
  'error.IMAGE_NOT_FOUND.cause': '移動、名前の変更、削除が行われたか、保存先のディスクが接続されていません。',

  'error.IMAGE_NOT_A_FILE.title': 'イメージファイルではありません',
  'error.IMAGE_NOT_A_FILE.happened': '{path} はフォルダーか特殊ファイルです。',
  'error.IMAGE_NOT_A_FILE.cause': 'フォルダーは使えません。イメージファイルそのものを選んでください。',

  'error.IMAGE_EMPTY.title': 'イメージが空です',
  'error.IMAGE_EMPTY.happened': '{path} は 0 バイトです。',
  'error.IMAGE_EMPTY.cause': 'データが届く前にダウンロードが途切れています。',

  'error.IMAGE_UNREADABLE.title': 'イメージを読み取れません',
  'error.IMAGE_UNREADABLE.happened': '{path} を読み取れませんでした。',
  'error.IMAGE_UNREADABLE.happenedAt': '{path} の読み取りが {offset} の位置で失敗しました。',
  'error.IMAGE_UNREADABLE.denied': 'このファイルを読み取る権限がありません。',
  'error.IMAGE_UNREADABLE.failing': 'イメージのあるディスクが自身のデータを読み取れませんでした ({osCode})。',

  'error.IMAGE_TRUNCATED.title': 'イメージが不完全です',
  'error.IMAGE_TRUNCATED.happened': 'ファイル自身の目次より {missing} 短く終わっています。',
  'error.IMAGE_TRUNCATED.happenedUnknown': 'ファイルが {present} の位置で、データの途中で終わっています。',
  'error.IMAGE_TRUNCATED.cause': 'ダウンロードまたはコピーが途中で切れています。',

  'error.IMAGE_CHANGED.title': 'イメージが変更されています',
  'error.IMAGE_CHANGED.happened': '{path} は選択時のファイルと異なります (サイズまたは更新日時が不一致)。',
  'error.IMAGE_CHANGED.cause': 'このファイルへのダウンロードが続いていたか、別のプログラムが置き換えました。',

  'error.IMAGE_UNKNOWN.title': '不明なイメージ',
  'error.IMAGE_UNKNOWN.happened':
    '{path} には、パーティションテーブルも既知のファイルシステムもなく、圧縮もされていません。',
  'error.IMAGE_UNKNOWN.cause': '別の種類のファイルか、破損したファイルです。',

  'error.IMAGE_AMBIGUOUS.title': 'どのイメージを使いますか?',
  'error.IMAGE_AMBIGUOUS.happened': '{path} には複数のイメージがあります: {names}',

  'error.IMAGE_UNSUPPORTED.title': 'この形式は読み取れません',
  'error.IMAGE_UNSUPPORTED.happened': '{path} の形式 {format} は、ここでは読み取れません。',

  'error.IMAGE_NOT_RAW_WRITABLE.title': 'このイメージには別の方法が必要です',
  'error.IMAGE_NOT_RAW_WRITABLE.happened':
    'これは {system} のイメージです。そのままコピーしても、ほとんどのコンピューターで起動しません。',
  'error.IMAGE_NOT_RAW_WRITABLE.cause': 'USB ドライブではなく、光学ディスク用に作られています。',

  'error.DECOMPRESS_FAILED.title': '圧縮されたイメージが破損しています',
  'error.DECOMPRESS_FAILED.happened': '{path} ({format}) の展開が {offset} の位置で失敗しました。',
  'error.DECOMPRESS_FAILED.cause': 'ダウンロード中または保存中にファイルが破損しています。',

  'error.BLOCK_MAP_INVALID.title': 'ブロックマップを使えません',
  'error.BLOCK_MAP_INVALID.unreadable': '{file} を読み取れないか、ブロックマップとしては大きすぎます。',
  'error.BLOCK_MAP_INVALID.damaged': '{file} はブロックマップではないか、破損しています。',
  'error.BLOCK_MAP_INVALID.own-checksum': '{file} は破損しています。自身のチェックサムと一致しません。',
  'error.BLOCK_MAP_INVALID.other-image': '{file} は {map} のイメージのものですが、このイメージは {image} です。',
  'error.BLOCK_MAP_INVALID.version':
    '{file} のバージョンまたはチェックサムの種類に対応していません。対応しているのは 1.3 から 2.0 です。',
  'error.BLOCK_MAP_INVALID.no-checksums': '{file} には照合できるチェックサムがありません。',
  'error.BLOCK_MAP_INVALID.cause': '別のイメージのものか、イメージが途中で切れています。',

  'error.CHECKSUM_MISMATCH.title': 'チェックサムが一致しません',
  'error.CHECKSUM_MISMATCH.happened': '期待値 {expected} に対して、実際は {actual} でした。',
  'error.CHECKSUM_MISMATCH.cause': 'ファイルが破損または改変されているか、期待値が別のバージョンのものです。',

  'error.EMBEDDED_CHECKSUM_MISMATCH.title': 'イメージが破損しています',
  'error.EMBEDDED_CHECKSUM_MISMATCH.happened':
    'イメージに埋め込まれたチェックサム (MD5) は {expected} ですが、計算した値は {actual} でした。',
  'error.EMBEDDED_CHECKSUM_MISMATCH.cause':
    'ダウンロード中などに破損したか、チェックサムを埋め込み直さずに変更されています。',

  'error.CHECKSUM_FILE_INVALID.title': 'このファイルではイメージを確認できません',
  'error.CHECKSUM_FILE_INVALID.empty': '{file} は空です。',
  'error.CHECKSUM_FILE_INVALID.not-a-checksum': '{file} にチェックサムがありません。',
  'error.CHECKSUM_FILE_INVALID.other-algorithm': '{file} に SHA-256 も SHA-512 もありません。',
  'error.CHECKSUM_FILE_INVALID.weak-algorithm':
    '{file} にあるのは MD5 または SHA-1 だけです。偽造できるため、証明になりません。',
  'error.CHECKSUM_FILE_INVALID.otherFiles': '{file} にこのイメージの行がありません。あるのは {names} の行です。',
  'error.CHECKSUM_FILE_INVALID.ambiguous': '{file} にこのイメージの異なるチェックサムが複数あります。',
  'error.CHECKSUM_FILE_INVALID.unreadable': '{file} はチェックサム、署名、鍵のいずれとしても読めません。',
  'error.CHECKSUM_FILE_INVALID.too-large': '{file} はチェックサムのファイルとしては大きすぎます。',
  'error.CHECKSUM_FILE_INVALID.not-found': '{file} がありません。',

  'error.SIGNATURE_INVALID.title': '署名が正しくありません',
  'error.SIGNATURE_INVALID.wrong': '{file} の署名は、この内容に対するものではありません。',
  'error.SIGNATURE_INVALID.weak': '{file} の署名には、偽造できる SHA-1 または MD5 が使われています。',
  'error.SIGNATURE_INVALID.unreadable': '{file} の署名が壊れています。',
  'error.SIGNATURE_INVALID.missing': '{file} に署名がありません。',
  'error.SIGNATURE_INVALID.cause': 'イメージまたはチェックサムのファイルが改変されたか、別のバージョンのものです。',

  'error.SIGNATURE_KEY_UNKNOWN.title': '署名の鍵が不明です',
  'error.SIGNATURE_KEY_UNKNOWN.happened': '{file} の署名は {keys} で作成されています。',

  'error.DISK_SPACE_LOCAL.title': '空き容量が足りません',
  'error.DISK_SPACE_LOCAL.happened': '{path} には {needed} が必要ですが、ディスクの空きが足りません。',

  'error.DRIVE_LIST_FAILED.title': 'ドライブの一覧を取得できません',
  'error.DRIVE_LIST_FAILED.happened': 'システムがドライブの一覧を返しませんでした: {reason}',

  'error.DRIVE_NOT_FOUND.title': '{drive} が接続されていません',
  'error.DRIVE_NOT_FOUND.happened': 'この名前のドライブは今、接続されていません。',
  'error.DRIVE_NOT_FOUND.cause': '取り外されたか、別のポートに接続されています。',

  'error.DRIVE_GONE.title': '{drive} が取り外されました',
  'error.DRIVE_GONE.happened': '使用中にドライブが見えなくなりました。',
  'error.DRIVE_GONE.happenedAt': '{percent} の時点で取り外されました。',
  'error.DRIVE_GONE.cause': '抜かれたか、プラグ、ポート、ケーブルが接触不良です。',

  'error.DRIVE_CHANGED.title': '{drive} は確認したドライブではありません',
  'error.DRIVE_CHANGED.happened': '確認したポートに別のドライブが接続されています。',
  'error.DRIVE_CHANGED.cause': '確認のあとで、ドライブまたはカードが入れ替わりました。',

  'error.DRIVE_PROTECTED.title': '{drive} はロックされています',
  'error.DRIVE_PROTECTED.happened': 'このドライブは保護されており、変更していません: {reasons}',

  'error.CONTENTS_REFUSED.title': '{drive} の中は表示しません',
  'error.CONTENTS_REFUSED.happened':
    '中を表示するのは取り外せるドライブだけです。このコンピューターが使っているドライブは表示しません。',

  'error.DRIVE_NEEDS_CODE.title': '{drive} にはコードが必要です',
  'error.DRIVE_NEEDS_CODE.happened': 'このドライブは、コードを入力するまで消去しません。',

  'error.DRIVE_TOO_SMALL.title': '{drive} は容量が足りません',
  'error.DRIVE_TOO_SMALL.happened': 'イメージには {needed} 必要ですが、ドライブは {size} です ({missing} 不足)。',

  'error.DRIVE_READ_ONLY.title': '{drive} は書き込み禁止です',
  'error.DRIVE_READ_ONLY.happened': 'ドライブが書き込みを受け付けません。',
  'error.DRIVE_READ_ONLY.cause': 'スイッチが入っているか、故障のためドライブが自ら書き込みを止めています。',

  'error.DRIVE_FALSE_CAPACITY.title': '{drive} の実際の容量は表示より小さい',
  'error.DRIVE_FALSE_CAPACITY.wraps':
    '容量は {claimed} と表示されますが、{real} を超えて書き込むと、先に書き込んだ内容が上書きされます。',
  'error.DRIVE_FALSE_CAPACITY.drops':
    '容量は {claimed} と表示されますが、{real} を超えて書き込んだ内容は保存されません。',
  'error.DRIVE_FALSE_CAPACITY.errors': '容量は {claimed} と表示されますが、{real} を超えるとエラーになります。',
  'error.DRIVE_FALSE_CAPACITY.happenedNothing':
    '容量は {claimed} と表示されますが、書き込んだ内容を 1 つも読み戻せませんでした。',
  'error.DRIVE_FALSE_CAPACITY.cause':
    '容量偽装品です。実際にはないメモリがあるように、コントローラーが設定されています。まれに、メモリの故障のこともあります。',

  'error.DRIVE_IN_USE.title': '{drive} は使用中です',
  'error.DRIVE_IN_USE.happened': 'ボリューム {volume} を解放できませんでした。',
  'error.DRIVE_IN_USE.happenedBy': 'ボリューム {volume} を解放できませんでした。「{programs}」が使用中です。',
  'error.DRIVE_IN_USE.cause': 'このドライブのファイルやフォルダーを開いているプログラムがあります。',

  'error.DRIVE_LOCK_FAILED.title': '{drive} は別のプログラムが使用中です',
  'error.DRIVE_LOCK_FAILED.happened': '書き込みのためにドライブを占有できませんでした。',
  'error.DRIVE_LOCK_FAILED.happenedBy': '書き込みのためにドライブを占有できませんでした。「{programs}」が使用中です。',
  'error.DRIVE_LOCK_FAILED.cause':
    '別のプログラム (パーティション ツール、バックアップ、仮想マシンなど) が使用しています。',

  'error.DRIVE_OPEN_FAILED.title': '{drive} を開けませんでした',
  'error.DRIVE_OPEN_FAILED.happened': 'システムがドライブを開くことを許可しませんでした。',

  'error.NOT_CONFIRMED.title': '開始していません',
  'error.NOT_CONFIRMED.happened': '書き込み内容が確認されていません。',

  'error.ELEVATION_DENIED.title': '許可されませんでした',
  'error.ELEVATION_DENIED.happened': '管理者の許可が得られませんでした。',
  'error.ELEVATION_DENIED.cause': '確認画面が閉じられたか、パスワードが違います。',

  'error.ELEVATION_UNAVAILABLE.title': 'ここでは管理者の許可を求められません',
  'error.ELEVATION_UNAVAILABLE.happened': 'このセッションには、パスワードを尋ねるプログラムがありません。',
  'error.ELEVATION_UNAVAILABLE.cause': 'システムからの情報: {reason}',

  'error.WORKER_LOST.title': '書き込みプロセスが終了しました',
  'error.WORKER_LOST.happened': '書き込みプロセスが理由を示さずに終了しました。',
  'error.WORKER_LOST.happenedSignal': '書き込みプロセスが理由を示さずに終了しました (シグナル {signal})。',
  'error.WORKER_LOST.happenedExit': '書き込みプロセスが理由を示さずに終了しました (終了コード {exitCode})。',
  'error.WORKER_LOST.cause': 'システムまたは別のプログラムが終了させました。',

  'error.WORKER_PROTOCOL.title': 'プログラムの部品が一致しません',
  'error.WORKER_PROTOCOL.happened': '書き込みプロセスから想定外の応答がありました: {problem}',
  'error.WORKER_PROTOCOL.cause': '更新またはインストールが途中までしか行われていません。',

  'error.READER_LOST.title': '読み取りプロセスが終了しました',
  'error.READER_LOST.happened': 'イメージを読み取るプロセスが理由を示さずに終了しました。',
  'error.READER_LOST.happenedSignal': 'イメージを読み取るプロセスが理由を示さずに終了しました (シグナル {signal})。',
  'error.READER_LOST.happenedExit': 'イメージを読み取るプロセスが理由を示さずに終了しました (終了コード {exitCode})。',
  'error.READER_LOST.cause': 'システムまたは別のプログラムが終了させました。',

  'error.WRITE_IO.title': '{drive} は使用できません',
  'error.WRITE_IO.happened': 'ドライブが {offset} の位置でデータを拒否しました。',
  'error.WRITE_IO.happenedAt': 'ドライブが {offset} ({percent}) の位置でデータを拒否しました。',
  'error.WRITE_IO.cause': 'USB メモリが故障しかけているか、接続が不良です。',

  'error.WRITE_STALLED.title': '{drive} がデータを受け付けなくなりました',
  'error.WRITE_STALLED.happened': '{offset} の位置で {time} の間、データを受け付けませんでした。',
  'error.WRITE_STALLED.happenedAt': '{offset} ({percent}) の位置で {time} の間、データを受け付けませんでした。',
  'error.WRITE_STALLED.cause': '一時停止する USB メモリもありますが、これほど長い場合は多くが故障しかけています。',

  'error.FLUSH_FAILED.title': '{drive} がデータを保存できませんでした',
  'error.FLUSH_FAILED.happened': 'ドライブはデータを受け取りましたが、保存できませんでした。',
  'error.FLUSH_FAILED.cause': 'USB メモリが故障しかけています。',

  'error.READ_IO.title': '{drive} を読み戻せません',
  'error.READ_IO.happened': '書き込んだ内容を {offset} の位置で読み戻せませんでした。',
  'error.READ_IO.happenedAt': '書き込んだ内容を {offset} ({percent}) の位置で読み戻せませんでした。',
  'error.READ_IO.cause': 'USB メモリが故障しかけています。',

  'error.VERIFY_MISMATCH.title': '{drive} は使用できません',
  'error.VERIFY_MISMATCH.happened': {
    other: '読み戻した内容が {count} か所でイメージと異なります。最初は {offset} の位置です。',
  },
  'error.VERIFY_MISMATCH.happenedAt': {
    other: '読み戻した内容が {count} か所でイメージと異なります。最初は {offset} ({percent}) の位置です。',
  },
  'error.VERIFY_MISMATCH.cause': 'USB メモリが故障しかけています。',
  'error.VERIFY_MISMATCH.causeRetries': {
    other: 'USB メモリが故障しかけています。{count} 回書き直しましたが、まだ一致しません。',
  },

  'error.EJECT_FAILED.title': '{drive} を取り出せませんでした',
  'error.EJECT_FAILED.happened': '書き込みは完了しましたが、まだ使用中です。',
  'error.EJECT_FAILED.happenedBy': '書き込みは完了しましたが、「{programs}」が使用中です。',
  'error.EJECT_FAILED.cause': '書き込みの直後に、このコンピューターがドライブをもう一度開きました。',

  'error.HOST_LOST.title': '接続が切れました',
  'error.HOST_LOST.happened': 'このページからプログラムに接続できません。書き込みは続いている可能性があります。',
  'error.HOST_LOST.cause': 'プログラムの終了、コンピューターのスリープ、またはネットワークの切断です。',

  'error.NOT_ALLOWED.title': 'ここでは許可されていません',
  'error.NOT_ALLOWED.happened': 'プログラムが要求を拒否しました: {reason}',

  'error.INTERNAL.title': 'プログラムの不具合です',
  'error.INTERNAL.happened': 'お使いの方の誤りではありません。起こるはずのない状態になりました: {detail}',

  'remedy.choose-again': 'イメージを選び直してください。',
  'remedy.check-permissions': '権限があるか確認するか、必要な権限でアプリを起動して、もう一度試してください。',
  'remedy.download-again': 'もう一度ダウンロードし、チェックサムを比較してください。',
  'remedy.extract-first': '先に展開し、中のイメージを選んでください。',
  'remedy.other-tool': 'この種のイメージ用に提供元が用意しているツールを使ってください。',
  'remedy.check-expected': '期待値がこのバージョンのものか確認してください。',
  'remedy.matching-map': 'このイメージと一緒に公開された .bmap ファイルを使うか、使わずに書き込んでください。',
  'remedy.give-checksum':
    '自分で変更したイメージの場合は、その SHA-256 を入力してください。埋め込まれた値より優先されます。',
  'remedy.other-checksum': 'イメージの公開元が一緒に配布しているチェックサムのファイルを使ってください。',
  'remedy.add-key': '公開元の公開鍵を、信頼できる入手元のファイルで指定してください。',
  'remedy.do-not-use': '大切なデータには使わないでください。',
  'remedy.retry-download': 'ダウンロードを再開してください。途切れた所から続きます。',
  'remedy.use-file': '代わりにファイルを選んでください。',
  'remedy.free-space': 'ディスクの空き容量を増やしてください。',
  'remedy.other-folder': '別のフォルダーを選んでください。',
  'remedy.retry': '再スキャンしてください。',
  'remedy.replug': 'ドライブを抜き、もう一度接続してから書き直してください。',
  'remedy.other-port': 'ハブを使わず本体のポートに接続して書き直してください。',
  'remedy.other-drive': '別のドライブを使ってください。',
  'remedy.review-again': 'もう一度確認してください。',
  'remedy.choose-other-drive': '別のドライブを選んでください。',
  'remedy.larger-drive': 'もっと大きいドライブを使ってください。',
  'remedy.check-switch': 'スイッチを切り替えてください。スイッチがない場合は、故障のため自ら書き込みを止めています。',
  'remedy.close-programs': 'ドライブを使用しているプログラムを閉じて、もう一度試してください。',
  'remedy.try-again': '準備ができたら、もう一度試してください。',
  'remedy.run-as-admin': 'アプリを管理者として起動するか、端末で次のコマンドを実行してください:',
  'remedy.install-agent': 'または、パスワードを尋ねるプログラム (polkit エージェントなど) をインストールしてください。',
  'remedy.send-log': '繰り返す場合は、技術的な詳細をコピーして報告してください。',
  'remedy.reinstall': 'プログラムをインストールし直してください。',
  'remedy.write-again': 'できれば別のポートで、もう一度書き込んでください。',
  'remedy.eject-by-hand': 'ドライブを使用しているプログラムを閉じてから取り出してください。',
  'remedy.fix-command': '要求の内容を修正してください。',
  'remedy.reconnect': 'プログラムが終了している場合は起動し直してください。このページは自動的に接続します。',
} as const satisfies { readonly [K in keyof typeof enErrors]: TranslatedMessage };
