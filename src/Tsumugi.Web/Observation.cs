using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Tsumugi.Web;

/// <summary>Traces, metrics and logs by OpenTelemetry. Nothing leaves the machine unless an operator says where to.</summary>
internal static class Observation
{
    /// <summary>The standard's own variable; without it there is no exporter at all.</summary>
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddObservation(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("tsumugi"))
            .WithTracing(tracing => tracing.AddAspNetCoreInstrumentation())
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation())
            .WithLogging();
        if (configuration[Endpoint] is { Length: > 0 })
            telemetry.UseOtlpExporter();
    }
}
