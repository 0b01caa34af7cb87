using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;
using static Tsumugi.Hub.Language.Words;

namespace Tsumugi.Ui;

/// <summary>Programs that meet a bug of the hub get problem details; people get the error page.</summary>
internal sealed class ProgramFaults : IExceptionHandler
{
    private static readonly Refusal Fault = new(
        "fault", StatusCodes.Status500InternalServerError,
        T("ハブの側で誤りが起きました。", "Something went wrong in the hub."),
        T("もう一度試し、同じことが起きる場合は traceId を添えて運用担当者に知らせてください。", "Try again. If it happens again, tell the operators and quote the traceId."));

    private static readonly Refusal DiskFull = new(
        "disk-full", StatusCodes.Status507InsufficientStorage,
        T("ハブのディスクに空きがありません。登録は行われていません。", "The hub's disk is full. Nothing was registered."),
        T("運用担当者に知らせ、空きができてからもう一度送ってください。", "Tell the operators, and send it again when there is room."));

    private static readonly Refusal Unreadable = Refusal.Invalid(
        "unreadable-request",
        T("送られた内容を読み取れません。", "What was sent cannot be read."),
        T("JSON の書き方と項目名を、API の説明と照らし合わせてください。", "Compare the JSON and its fields with the description of the interface."));

    /// <summary>ENOSPC, and Windows' ERROR_DISK_FULL, as .NET passes them on.</summary>
    private static bool IsDiskFull(Exception exception) =>
        exception is IOException { HResult: 28 or unchecked((int)0x80070070) } || exception.InnerException is { } inner && IsDiskFull(inner);

    private static Refusal RefusalFor(Exception exception) => exception switch
    {
        BadHttpRequestException => Unreadable,
        _ when IsDiskFull(exception) => DiskFull,
        _ => Fault,
    };

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var fault = httpContext.Features.Get<IExceptionHandlerPathFeature>();
        var asked = fault?.Path;

        // A protocol of others has addresses anywhere; its own form of refusals tells it.
        if (!UiApplication.IsForPrograms(new PathString(asked)) && fault?.Endpoint?.Metadata.GetMetadata<RefusalForm>() is null)
            return false;
        httpContext.Request.Path = asked;
        await RefusalFor(exception).ToProblem().ExecuteAsync(httpContext);
        return true;
    }
}
