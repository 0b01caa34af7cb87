using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Tsumugi.Web.Tests;

/// <summary>Headless Chromium as the system has it.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>Milliseconds; a slow machine is no fault of a page.</summary>
    private const float Patience = 300_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Browser> StartAsync()
    {
        var program = Environment.GetEnvironmentVariable("TSUMUGI_BROWSER") is { Length: > 0 } named ? named : "/usr/bin/chromium";
        Assert.True(File.Exists(program), $"The browser tests need Chromium at {program}: install it, or name it with TSUMUGI_BROWSER.");
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }

    public async Task<IBrowserContext> ContextAsync(Uri hub, string language, int width, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = hub.ToString(),
            Locale = language,
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
        });
        context.SetDefaultTimeout(Patience);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>Loads the page again until it says these words.</summary>
    public static async Task ReloadUntilAsync(IPage page, string words)
    {
        for (var looks = 0; !(await page.GetByRole(AriaRole.Main).InnerTextAsync()).Contains(words, StringComparison.Ordinal); looks++)
        {
            Assert.True(looks < 600, await page.GetByRole(AriaRole.Main).InnerTextAsync());
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await page.ReloadAsync();
        }
    }

    /// <summary>What a person would trip over: accessibility by axe, a page wider than its window, a photograph to look at.</summary>
    public static async Task LookAsync(IPage page, string name)
    {
        var axe = await page.RunAxe();
        Assert.True(
            axe.Violations.Length == 0,
            $"{name}: {string.Join("; ", axe.Violations.Select(violation => $"{violation.Id} at {string.Join(", ", violation.Nodes.Take(3).Select(node => node.Target))}"))}");
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"{name} is {overflow} pixels wider than its window.");
        var folder = Path.Combine(AppContext.BaseDirectory, "pictures");
        Directory.CreateDirectory(folder);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }
}
