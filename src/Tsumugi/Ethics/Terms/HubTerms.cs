using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics.Terms;

/// <summary>The hub's own terms, for what the Data Use Ontology does not speak of.</summary>
public static class HubTerms
{
    public static readonly DuoTerm NoReidentification = new("TSUMUGI:no-reidentification", "", new("個人の再識別禁止", "No re-identification"),
        new("データの提供者個人を特定しようとしてはいけません。", "Nobody may try to find out whom the data came from."));

    private static readonly (Words Title, Words ByApproval, Words NotAllowed) Training = (
        new("モデルの学習", "Model training"),
        new("モデルの学習には、データアクセス委員会の承認が必要です。", "Training a model needs the approval of a data access committee."),
        new("モデルの学習には使えません。", "No model may be trained with it."));

    private static readonly (Words Title, Words ByApproval, Words NotAllowed) Weights = (
        new("重みの公開", "Release of weights"),
        new("これを使って学習したモデルの重みをハブの外に出すには、データアクセス委員会の承認が必要です。", "Letting the weights of a model trained with it leave the hub needs the approval of a data access committee."),
        new("これを使って学習したモデルの重みは、ハブの外に出せません。", "The weights of a model trained with it may not leave the hub."));

    private static readonly (Words Title, Words ByApproval, Words NotAllowed) Outputs = (
        new("出力の公開", "Release of outputs"),
        new("これを使って得た出力をハブの外に出すには、データアクセス委員会の承認が必要です。", "Letting outputs obtained with it leave the hub needs the approval of a data access committee."),
        new("これを使って得た出力は、ハブの外に出せません。", "Outputs obtained with it may not leave the hub."));

    public static DuoTerm ModelTraining(Allowance allowance) => Of("TSUMUGI:model-training", Training, allowance);

    public static DuoTerm WeightsRelease(Allowance allowance) => Of("TSUMUGI:weights-release", Weights, allowance);

    public static DuoTerm OutputsRelease(Allowance allowance) => Of("TSUMUGI:outputs-release", Outputs, allowance);

    /// <summary>Those of the hub's own terms that ask something.</summary>
    public static IEnumerable<DuoTerm> Of(DataUseConditions conditions)
    {
        if (conditions.ModelTraining != Allowance.Allowed)
            yield return ModelTraining(conditions.ModelTraining);
        if (conditions.WeightsRelease != Allowance.Allowed)
            yield return WeightsRelease(conditions.WeightsRelease);
        if (conditions.OutputsRelease != Allowance.Allowed)
            yield return OutputsRelease(conditions.OutputsRelease);
        if (conditions.NoReidentification)
            yield return NoReidentification;
    }

    private static DuoTerm Of(string code, (Words Title, Words ByApproval, Words NotAllowed) words, Allowance allowance) => allowance switch
    {
        Allowance.ByApproval => new(code, "", new($"{words.Title.Ja}：要承認", $"{words.Title.En}: by approval"), words.ByApproval),
        Allowance.NotAllowed => new(code, "", new($"{words.Title.Ja}：不可", $"{words.Title.En}: not allowed"), words.NotAllowed),
        _ => new(code, "", new($"{words.Title.Ja}：可", $"{words.Title.En}: allowed"), new("ハブとしての制限はありません。", "The hub asks nothing of its own.")),
    };
}
