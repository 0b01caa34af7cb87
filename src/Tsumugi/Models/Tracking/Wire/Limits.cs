using System.Text.RegularExpressions;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Models.Tracking.Wire;

/// <summary>The protocol's limits on names, values and numbers of things in one request.</summary>
internal static partial class Limits
{
    public const int Entities = 1000;
    public const int Params = 100;
    public const int Tags = 100;
    public const int KeyLength = 250;
    public const int ParamLength = 6000;
    public const int TagLength = 8000;
    public const int ExperimentNameLength = 500;
    public const int RunNameLength = 250;

    /// <returns>Why the batch is too large, or null.</returns>
    public static Refusal? Batch(int metrics, int @params, int tags) =>
        @params > Params ? TooMany("params", @params, Params)
        : tags > Tags ? TooMany("tags", tags, Tags)
        : metrics + @params + tags > Entities ? TooMany("metrics + params + tags", metrics + @params + tags, Entities)
        : null;

    /// <summary>Metrics, params and tags: letters, digits, <c>_ - . : /</c> and blanks, and a plain relative path.</summary>
    public static Refusal? Key(string what, string? key)
    {
        if (string.IsNullOrEmpty(key))
            return Faults.Missing($"{what}.key");
        if (key.Length > KeyLength)
            return TooLong($"{what}.key", key.Length, KeyLength);
        return Name().IsMatch(key) && IsPlainPath(key) ? null : Faults.Invalid(
            new($"{what} の名前「{key}」は使えません。", $"Invalid {what} name: '{key}'."),
            new("文字・数字・下線・ハイフン・ピリオド・空白・コロン・スラッシュを使い、. や .. の部分や先頭・末尾のスラッシュを避けてください。",
                "Use letters, digits, underscores, hyphens, full stops, blanks, colons and slashes, without parts '.' or '..' and without a slash at either end."));
    }

    public static Refusal? Tag(KeyValue tag) => Key("tag", tag.Key) ?? Value($"tag '{tag.Key}'", tag.Value, TagLength);

    public static Refusal? Param(KeyValue param) => Key("param", param.Key) ?? Value($"param '{param.Key}'", param.Value, ParamLength);

    public static Refusal? Value(string what, string? value, int most) => value?.Length > most ? TooLong(what, value.Length, most) : null;

    private static bool IsPlainPath(string key) => key.Split('/').All(part => part is not ("" or "." or ".."));

    private static Refusal TooMany(string what, int count, int most) => Faults.Invalid(
        new($"一つの要求に入れられる {what} は {most} 件までです（{count} 件）。", $"A batch may hold at most {most} of {what}; this one has {count}."),
        new("いくつかに分けて送ってください。", "Send it in several parts."));

    private static Refusal TooLong(string what, int length, int most) => Faults.Invalid(
        new($"{what} は {most} 文字までです（{length} 文字）。", $"{what} may have at most {most} characters; this has {length}."),
        new("短くするか、ファイルとして記録してください。", "Shorten it, or log it as an artifact."));

    [GeneratedRegex(@"^[\w\-. :/]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
