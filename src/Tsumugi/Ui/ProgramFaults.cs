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

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var asked = httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path;
        if (!new PathString(asked).StartsWithSegments(UiApplication.Programs))
            return false;
        httpContext.Request.Path = asked;
        await Fault.ToProblem().ExecuteAsync(httpContext);
        return true;
    }
}
