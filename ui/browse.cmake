# Sources of the window shell and the browsing panels.
target_sources(ui PRIVATE
    bridge/selection_history.cpp bridge/selection_history.h
    main_window.cpp main_window.h
    main_window_menus.cpp main_window_menus.h
    main_window_parts.cpp main_window_parts.h
    models/descriptor_model.cpp models/descriptor_model.h
    models/device_filter.cpp models/device_filter.h
    models/device_filter_model.cpp models/device_filter_model.h
    models/device_tree_model.cpp models/device_tree_model.h
    models/device_tree_node.cpp models/device_tree_node.h
    models/device_tree_text.cpp models/device_tree_text.h
    models/event_model.cpp models/event_model.h
    models/fact_model.cpp models/fact_model.h
    text/device_text.cpp text/device_text.h
    text/error_text.cpp text/error_text.h
    text/format.cpp text/format.h
    views/appearance.cpp views/appearance.h
    views/descriptors_panel.cpp views/descriptors_panel.h
    views/device_actions.cpp views/device_actions.h
    views/device_header.cpp views/device_header.h
    views/device_tree_delegate.cpp views/device_tree_delegate.h
    views/device_tree_panel.cpp views/device_tree_panel.h
    views/device_tree_view.cpp views/device_tree_view.h
    views/empty_state.cpp views/empty_state.h
    views/event_history_panel.cpp views/event_history_panel.h
    views/facts_panel.cpp views/facts_panel.h
    views/filter_edit.cpp views/filter_edit.h
    views/hex_view.cpp views/hex_view.h
    views/signal_graph_geometry.cpp views/signal_graph_geometry.h
    views/signal_graph_paint.cpp
    views/signal_graph_view.cpp views/signal_graph_view.h
    views/signal_graph_pane.cpp views/signal_graph_pane.h
    views/status_line.cpp views/status_line.h
    views/system_banner.cpp views/system_banner.h
    views/themed_icon.cpp views/themed_icon.h
    views/welcome_panel.cpp views/welcome_panel.h)
qt_add_resources(ui "icons" PREFIX "/" BASE ${PROJECT_SOURCE_DIR}/resources FILES ${WB_ICONS})
