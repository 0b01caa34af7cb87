using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Tsumugi.Formats;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Htsget;

/// <summary>Refusals by the standard's names.</summary>
internal static class HtsgetFaults
{
    private const string InvalidRange = "InvalidRange";
    private const string UnsupportedFormat = "UnsupportedFormat";
    private const string InvalidInput = "InvalidInput";

    public static Refusal Range(Words reason) => Refusal.Invalid(InvalidRange, reason, new("start は end より小さくしてください。位置は 0 から数え、end は含みません。", "Make start smaller than end. Positions count from 0, and end is not included."));

    public static Refusal Input(Words reason, Words remedy) => Refusal.Invalid(InvalidInput, reason, remedy);

    public static Refusal Format(Words reason, Words remedy) => Refusal.Invalid(UnsupportedFormat, reason, remedy);

    public static Refusal File(InvalidFileException fault) => Format(
        new($"ファイルを読めません。{fault.Fault}", $"The file cannot be read. {fault.Fault}"),
        new("直したファイルを新しい版として登録してください。", "Put the mended file in as a new revision."));

    public static Refusal NoSuchId(string id) => Refusal.NotFound(
        new($"htsget の識別子「{id}」に当たるファイルがありません。", $"There is no file with the htsget identifier '{id}'."),
        new("「種類~機関~名前~版~パス」の形で書いてください。例: dataset~lab~reads~main~sample.bam", "Write it as kind~institution~name~revision~path, for example dataset~lab~reads~main~sample.bam."));

    public static Refusal NoSuchReference(IReadOnlyList<string> names, IReadOnlyList<string> known) => Refusal.NotFound(
        new($"このファイルに参照配列 {string.Join("、", names)} はありません。", $"This file has no reference sequence {string.Join(", ", names)}."),
        new($"使える名前: {Some(known)}", $"It has: {Some(known)}"));

    public static Refusal NoIndex(HtsgetKind kind, string path) => Input(
        new($"{path} の索引がないため、領域を指定できません。", $"{path} has no index, so that no region of it can be found."),
        kind == HtsgetKind.Reads
            ? new($"samtools index {path} で索引を作り、同じフォルダーに {path}.bai として加えてください。領域を指定しなければ、ファイル全体を取得できます。", $"Make one with samtools index {path} and add it beside the file as {path}.bai. Without a region the whole file can be had.")
            : new($"bcftools index {(path.EndsWith(".bcf", StringComparison.OrdinalIgnoreCase) ? "" : "-t ")}{path} で索引を作り、同じフォルダーに加えてください。領域を指定しなければ、ファイル全体を取得できます。", $"Make one with bcftools index {(path.EndsWith(".bcf", StringComparison.OrdinalIgnoreCase) ? "" : "-t ")}{path} and add it beside the file. Without a region the whole file can be had."));

    public static Refusal TooLarge(Words reason) => new("too-large", StatusCodes.Status413PayloadTooLarge, reason, new("分けて送ってください。", "Ask in several requests."));

    public static Task WriteAsync(Refusal refusal, HttpContext context)
    {
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        context.Response.StatusCode = refusal.Status;
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.Response.WriteAsJsonAsync(new HtsgetErrorAnswer(new(NameOf(refusal), $"{refusal.Reason} {refusal.Remedy}")), HtsgetTicket.Json, HtsgetTicket.ContentType, context.RequestAborted);
    }

    private static string NameOf(Refusal refusal) => refusal.Status switch
    {
        StatusCodes.Status401Unauthorized => "InvalidAuthentication",
        StatusCodes.Status403Forbidden => "PermissionDenied",
        StatusCodes.Status404NotFound => "NotFound",
        StatusCodes.Status413PayloadTooLarge => "PayloadTooLarge",
        _ => refusal.Code is InvalidRange or UnsupportedFormat ? refusal.Code : InvalidInput,
    };

    private static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Where(name => name.Length > 0).Take(10)) + (names.Count > 10 ? ", …" : "");
}
