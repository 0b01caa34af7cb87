using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics.Withdrawals;

/// <summary>What a withdrawal says to whoever asks for the data, or for something made from them. Pure.</summary>
public static class AskWithdrawn
{
    public const string Rule = "TSUMUGI:withdrawn";

    public static Finding Finding(Withdrawal withdrawal) => new(Ruling.Refused, Rule, Because(withdrawal)) { Sources = [withdrawal.Node] };

    public static Refusal Refuse(Withdrawal withdrawal) => new("withdrawn", 403, Because(withdrawal), Remedy(withdrawal));

    private static Words Because(Withdrawal withdrawal)
    {
        var (id, day) = (withdrawal.Node.Id, withdrawal.At);
        if (withdrawal.Node.Kind == Withdrawal.OfSample)
        {
            return new(
                $"試料 {id} の同意は {day:yyyy-MM-dd} に撤回されたため、それから作られたものは使えません。理由：{withdrawal.Reason}",
                $"The consent to the sample {id} was taken back on {day:yyyy-MM-dd}; nothing that was made from it may be used. Reason: {withdrawal.Reason}");
        }

        return withdrawal.IsWhole
            ? new(
                $"データセット {id} は {day:yyyy-MM-dd} に撤回されたため、それから作られたものを含めて使えません。理由：{withdrawal.Reason}",
                $"The dataset {id} was withdrawn on {day:yyyy-MM-dd}; neither it nor anything made from it may be used. Reason: {withdrawal.Reason}")
            : new(
                $"データセット {id} に含まれる {withdrawal.Subjects.Count} 名分のデータが {day:yyyy-MM-dd} に撤回されたため、その版と、それから作られたものは使えません。理由：{withdrawal.Reason}",
                $"Data of {withdrawal.Subjects.Count} subjects in the dataset {id} were withdrawn on {day:yyyy-MM-dd}; neither that revision nor anything made from it may be used. Reason: {withdrawal.Reason}");
    }

    private static Words Remedy(Withdrawal withdrawal) => withdrawal switch
    {
        { Node.Kind: Withdrawal.OfSample } => new("この試料を含まない版が確認されるのを待つか、別のものを使ってください。", "Wait until a revision without it is confirmed, or use something else."),
        { IsWhole: true } => new("このデータを含まないものを使うか、データの提供機関に相談してください。", "Use something made without these data, or talk to the institution that gave them."),
        { Confirmed: { } confirmed } => new(
            $"撤回分を除いた版（{confirmed}）か、その版から作ったものを使ってください。", $"Use the revision without them ({confirmed}), or something made from it."),
        _ => new(
            "撤回分を除いた版が登録され、提供機関の管理者が確認するまでお待ちください。", "Wait until a revision without them is committed and a steward of its institution has confirmed it."),
    };
}
