using Tsumugi.Hub.Language;

namespace Tsumugi.Evaluation.Pages;

/// <summary>What the journal's kinds of events mean, in the reader's language.</summary>
internal static class EventWords
{
    public static Words Of(string kind) => kind switch
    {
        "dataset.created" => new("データセットを作成", "Dataset begun"),
        "dataset.revised" => new("データセットの版を追加", "Dataset revised"),
        "model.created" => new("モデルを作成", "Model begun"),
        "model.revised" => new("モデルの版を公開", "Model published"),
        "model.used" => new("モデルを利用", "Model used"),
        "job.submitted" => new("ジョブを提出", "Job submitted"),
        "job.starting" => new("ジョブを開始", "Job started"),
        "job.queued" => new("ジョブを待ち行列へ戻した", "Job queued again"),
        "job.succeeded" => new("ジョブが完了", "Job succeeded"),
        "job.failed" => new("ジョブが失敗", "Job failed"),
        "job.cancelled" => new("ジョブを中止", "Job cancelled"),
        "dataset.restored" => new("データセットを履歴ごと読み込み", "Dataset restored with its history"),
        "model.restored" => new("モデルを履歴ごと読み込み", "Model restored with its history"),
        "dataset.doi-reserved" or "model.doi-reserved" => new("DOI を予約", "DOI reserved"),
        "dataset.doi-published" or "model.doi-published" => new("DOI を公開", "DOI published"),
        "dataset.doi-withdrawn" or "model.doi-withdrawn" => new("DOI を取り下げ", "DOI withdrawn"),
        "quota.set" => new("保存容量の上限を設定", "Storage limit set"),
        "content.collected" => new("使われていない内容を片付けた", "Unused contents collected"),
        "content.damaged" => new("保管された内容の破損を検出", "Damage in the storage found"),
        "content.mended" => new("破損した内容を修復", "Damaged contents mended"),
        "run.started" => new("学習の記録を開始", "Run started"),
        "run.finished" => new("学習の記録が完了", "Run finished"),
        "run.failed" => new("学習の記録が失敗で終了", "Run failed"),
        "run.killed" => new("学習の記録が中止", "Run killed"),
        "run.deleted" => new("学習の記録を削除", "Run deleted"),
        "run.restored" => new("学習の記録を復元", "Run restored"),
        "run.used" => new("学習に使ったデータを記録", "Run's input noted"),
        "model.versioned" => new("モデルの版に番号を付与", "Model version numbered"),
        "model.staged" => new("モデルの版の段階を変更", "Model version staged"),
        "model.aliased" => new("モデルの版に別名を付与", "Model version given an alias"),
        "model.described" => new("モデルの説明を変更", "Model described"),
        "result.measured" => new("評価結果を記録", "Result measured"),
        "usecase.registered" => new("ユースケースを登録", "Use case registered"),
        "publication.registered" => new("論文を登録", "Publication registered"),
        "person.created" => new("利用者を登録", "Person added"),
        "institution.created" => new("研究機関を登録", "Institution added"),
        "membership.granted" => new("所属を付与", "Membership granted"),
        "membership.revoked" => new("所属を取り消し", "Membership revoked"),
        "token.created" => new("アクセストークンを作成", "Access token made"),
        "token.revoked" => new("アクセストークンを失効", "Access token revoked"),
        _ => Words.Same(kind),
    };
}
